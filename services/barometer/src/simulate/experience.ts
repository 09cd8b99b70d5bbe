import { HOUR } from '#core/time';
import type { Chance } from './chance.ts';
import type { TicketCase, TicketLife } from './ticket-life.ts';

/** Why a customer is as happy as that; the comment speaks of the first one. */
export type Grievance = 'outage' | 'reopened' | 'missed' | 'passed around' | 'slow response';

export interface Experience {
  /** From 0, furious, to 1, delighted. */
  readonly happiness: number;
  readonly grievances: readonly Grievance[];
}

/** What a customer makes of the way the ticket went. */
export function experienceOf(chance: Chance, ticket: TicketCase, life: TicketLife): Experience {
  const last = life.changes.at(-1);
  const { reassignments, reopens } = last?.counts ?? { reassignments: 0, reopens: 0 };
  const response = (life.respondedAt ?? ticket.openedAt) - ticket.openedAt;
  const weights: readonly (readonly [Grievance, number])[] = [
    ['outage', ticket.outage ? 0.25 : 0],
    ['reopened', 0.18 * reopens],
    ['missed', (life.resolvedAt ?? 0) > life.dueAt ? 0.22 : 0],
    ['passed around', reassignments > 1 ? 0.08 * reassignments : 0],
    ['slow response', response > 6 * HOUR ? 0.1 : 0],
  ];
  const grievances = weights.filter(([, weight]) => weight > 0);
  const lost = grievances.reduce((sum, [, weight]) => sum + weight, 0);
  const happiness = 0.88 + (last?.agent?.skill ?? 0) + ticket.company.mood - lost + 0.15 * chance.normal();
  return { happiness: Math.min(1, Math.max(0, happiness)), grievances: grievances.map(([grievance]) => grievance) };
}
