import type { Segment } from '#core/segments';
import { formatInstant, type Instant } from '#core/time';
import { judgeDue, type DueTicket } from '../judges/due.ts';
import type { DueRule } from '../rules/rule.ts';
import type { ToldAlert } from '../told-alert.ts';

/**
 * What must be told of a ticket's due time, so that the world knows what follows from what is known now. It fires once it has
 * passed, is resolved by the ticket's end, and is withdrawn when the ticket should never have been overdue. What should have
 * fired and is over, or has been overdue for longer than anybody cares (`freshFor`), is not told afterwards.
 *
 * @param ticket `undefined` when it has no due time any more
 * @param told the alert as it was last told, `undefined` when it never was
 * @returns `undefined` when there is nothing to tell
 */
export function followDue(
  rule: DueRule,
  identity: { readonly alertId: string; readonly ticketId: string },
  ticket: (DueTicket & { readonly segment: Segment }) | undefined,
  told: ToldAlert | undefined,
  at: Instant,
): ToldAlert | undefined {
  const standing = ticket === undefined ? undefined : judgeDue(rule, ticket, at);
  const fires = told?.state === 'firing';
  if (ticket !== undefined && standing?.says === 'overdue') {
    if (fires || at - standing.since > rule.freshFor) return undefined;
    const { segment, dueAt } = ticket;
    return {
      ...identity,
      rule: rule.id,
      severity: rule.severity,
      state: 'firing',
      step: (told?.step ?? 0) + 1,
      raisedAt: standing.since,
      changedAt: at,
      segment,
      responseId: undefined,
      answers: [],
      readings: [],
      summary: `${rule.title}: it was due at ${formatInstant(dueAt)}${placesOf(segment)}`,
    };
  }
  if (told === undefined || !fires) return undefined;
  const next = { ...told, step: told.step + 1, changedAt: at };
  return standing?.says === 'missed'
    ? { ...next, state: 'resolved', summary: `${rule.title} is over: the ticket was ended${placesOf(told.segment)}` }
    : { ...next, state: 'withdrawn', summary: `${rule.title} withdrawn after a correction${placesOf(told.segment)}` };
}

function placesOf(segment: Segment): string {
  const places = Object.entries(segment).map(([dimension, value]) => `${dimension} ${value}`);
  return places.length === 0 ? '' : ` (${places.join(', ')})`;
}
