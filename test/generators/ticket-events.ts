import * as fc from 'fast-check';
import type { ArrivedEvent } from '#core/subjects';
import { TICKET_STATES, type TicketState, type TicketStateChanged } from '#core/tickets';
import { DAY, HOUR } from '#core/time';
import { attributes } from './attributes.ts';
import { BEGINNING, delay, instant, LENGTH } from './instants.ts';

/** An event without its identity, which `histories` gives. */
export type Unnamed = Omit<ArrivedEvent, 'source' | 'id'>;

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 6 });

/** What the source says beside the state; mostly little. */
const words = fc.record({
  sequence: fc.constantFrom(0, 0, 0, 1, 2),
  openedAt: rarely(instant),
  attributes: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: attributes }),
  resolvedAt: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: instant },
  ),
  counts: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.record({ contacts: fc.nat(3), reassignments: fc.nat(3), reopens: fc.nat(2) }, { requiredKeys: [] }),
    },
  ),
  sla: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ dueAt: instant, met: fc.boolean() }, { requiredKeys: [] }) },
  ),
});

/** Any states at any instants: what broken clocks and lost events make of a ticket. */
const nasty = fc.array(fc.record({ state: fc.constantFrom(...TICKET_STATES), at: instant, words, delay }), {
  minLength: 1,
  maxLength: 10,
});

const work = fc.array(fc.constantFrom<TicketState>('assigned', 'responded', 'pending', 'resumed', 'escalated'), {
  maxLength: 4,
});

const loop = fc
  .tuple(work, fc.constantFrom<TicketState[]>(['resolved'], ['resolved', 'closed'], ['closed'], ['cancelled']))
  .map(([work, end]) => [...work, ...end, 'reopened' as const]);

/** A ticket's life as desks know it: work, an end, perhaps another turn, perhaps two closings. */
const lifelike = fc
  .record({
    loops: fc.array(loop, { maxLength: 2 }),
    work,
    end: fc.constantFrom<TicketState[]>([], ['resolved'], ['resolved', 'closed'], ['closed', 'closed'], ['merged']),
  })
  .map(({ loops, work, end }): TicketState[] => ['opened', ...loops.flat(), ...work, ...end])
  .chain((states) =>
    fc.record({
      start: fc.nat(LENGTH / 2 / HOUR),
      steps: fc.tuple(
        ...states.map((state) =>
          fc.record({ state: fc.constant(state), wait: fc.constantFrom(0, 1, HOUR, 5 * HOUR, DAY), words, delay }),
        ),
      ),
    }),
  )
  .map(({ start, steps }) => {
    let at = BEGINNING + start * HOUR;
    return steps.map(({ wait, ...step }) => ({ ...step, at: (at += wait) }));
  });

/** All events of one ticket, at least one, in no particular order. */
export function ticketEvents(ticketId: string): fc.Arbitrary<Unnamed[]> {
  return fc.oneof(nasty, lifelike).map((steps) =>
    steps.map(({ state, at, words, delay }): Unnamed => {
      const data: TicketStateChanged = { kind: 'ticket-state-changed', ticketId, state, at, ...words };
      return { knownAt: at + delay, data };
    }),
  );
}
