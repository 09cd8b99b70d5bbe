import * as fc from 'fast-check';
import type { ArrivedEvent } from '#core/subjects';
import { caseEvents } from './case-events.ts';
import { responseEvents } from './response-events.ts';
import { ticketEvents, type Unnamed } from './ticket-events.ts';

/** How many subjects of each kind there are. */
export interface DeskSize {
  readonly tickets: number;
  readonly responses: number;
  readonly cases: number;
}

/** Everything that happened on a desk: the events of some responses, tickets and cases, each with an identity of its own. */
export function histories(size: DeskSize): fc.Arbitrary<ArrivedEvent[]> {
  const ids = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}-${i}`);
  const subjects = [
    ...ids('T', size.tickets).map((id) => ticketEvents(id)),
    ...ids('R', size.responses).map((id) => responseEvents(id)),
    ...ids('C', size.cases).map((id) => caseEvents(id)),
  ];
  return fc.tuple(...subjects).chain((events) => named(events.flat()));
}

/** How events reach the projector: in any order, some more than once, cut into batches anyhow. */
export function arrivals(events: readonly ArrivedEvent[]): fc.Arbitrary<ArrivedEvent[][]> {
  return fc
    .subarray([...events])
    .chain((again) => {
      const all = [...events, ...again];
      return fc.tuple(
        fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        fc.array(fc.boolean(), { minLength: all.length, maxLength: all.length }),
      );
    })
    .map(([order, cuts]) => {
      const batches: ArrivedEvent[][] = [];
      order.forEach((event, i) => {
        if (i === 0 || cuts[i] === true) batches.push([event]);
        else batches.at(-1)?.push(event);
      });
      return batches;
    });
}

/** A history with one way of its arriving. */
export function arrivingHistories(
  size: DeskSize,
): fc.Arbitrary<{ readonly events: ArrivedEvent[]; readonly batches: ArrivedEvent[][] }> {
  return histories(size).chain((events) => fc.record({ events: fc.constant(events), batches: arrivals(events) }));
}

/** Ids that sort differently from the order of happening, in two sources that use the same ids now and then. */
function named(events: readonly Unnamed[]): fc.Arbitrary<ArrivedEvent[]> {
  const identity = fc.record({ source: fc.constantFrom('desk', 'phone'), id: fc.nat(3 * events.length).map(String) });
  return fc
    .uniqueArray(identity, {
      minLength: events.length,
      maxLength: events.length,
      selector: ({ source, id }) => `${source} ${id}`,
    })
    .map((identities) => events.map((event, i): ArrivedEvent => ({ ...(identities[i] as ArrivedEvent), ...event })));
}
