import type { Instant } from '#core/time';
import { judgeDue } from '../judges/due.ts';
import type { AlertNotice } from '../paging/notice.ts';
import type { AlertRule } from '../rules/rule.ts';
import type { History } from './history.ts';

/** What rules about due times would have told until an instant. */
export function dueNotices(rules: readonly AlertRule[], { dueTickets }: History, to: Instant): AlertNotice[] {
  return rules
    .filter((rule) => rule.kind === 'due')
    .flatMap((rule) =>
      dueTickets.flatMap((ticket): AlertNotice[] => {
        const standing = judgeDue(rule, ticket, to);
        if (standing.says !== 'overdue' && standing.says !== 'missed') return [];
        const { id, title, severity } = rule;
        const alert = {
          alertId: `${id} ${ticket.ticketId}`,
          severity,
          summary: `${title}: ${ticket.ticketId}`,
          labels: { rule: id, kind: 'due', severity },
        };
        const fired: AlertNotice = { ...alert, step: 1, state: 'firing', at: standing.since };
        if (standing.says === 'overdue') return [fired];
        return [fired, { ...alert, step: 2, state: 'resolved', at: standing.endedAt }];
      }),
    );
}
