import type { Fact } from '#core/facts';
import type { ArrivedEvent } from '#core/subjects';
import { naiveCaseFacts } from './naive-case.ts';
import { naiveResponseFacts } from './naive-response.ts';
import { naiveTicketFacts } from './naive-ticket.ts';

/**
 * What a set of events means, recomputed from the whole list in the plainest way: the measure of every faster path.
 * Shares nothing with libs/core but its types.
 */
export function naiveFacts(events: readonly ArrivedEvent[]): Fact[] {
  const once = withoutDuplicates(events);
  const tickets = new Map<string, ArrivedEvent[]>();
  const responses = new Map<string, ArrivedEvent[]>();
  const cases = new Map<string, ArrivedEvent[]>();
  for (const event of once) {
    const { data } = event;
    if (data.kind === 'ticket-state-changed') push(tickets, data.ticketId, event);
    if (data.kind === 'survey-answered' || data.kind === 'survey-withdrawn') push(responses, data.responseId, event);
    if (data.kind === 'case-changed') push(cases, data.caseId, event);
  }
  return [
    ...[...tickets.values()].flatMap(naiveTicketFacts),
    ...[...responses.values()].flatMap(naiveResponseFacts),
    ...[...cases.values()].flatMap(naiveCaseFacts),
  ];
}

/** Facts as sorted lines: two multisets of facts have one text exactly when they are equal. */
export function textOf(facts: readonly Fact[]): string {
  return facts.map(lineOf).sort().join('\n');
}

/** One fact as a line. */
export function lineOf({ kind, at, attributes, measures }: Fact): string {
  const pairs = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([kind, at, measures, pairs]);
}

function withoutDuplicates(events: readonly ArrivedEvent[]): ArrivedEvent[] {
  return events.filter((event, i) => events.findIndex((e) => e.source === event.source && e.id === event.id) === i);
}

function push(groups: Map<string, ArrivedEvent[]>, key: string, event: ArrivedEvent): void {
  groups.set(key, [...(groups.get(key) ?? []), event]);
}
