import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticketFacts, type TicketEvent } from '#core/tickets';
import { histories } from '../../../../test/generators/histories.ts';
import { naiveBacklogAt } from '../../../../test/oracle/naive-ticket.ts';

const ticket = histories({ tickets: 1, responses: 0, cases: 0 }) as fc.Arbitrary<TicketEvent[]>;

describe('the backlog', () => {
  it('holds, before any instant, what a replay of the events until then leaves waiting, under its attributes', () => {
    fc.assert(
      fc.property(ticket, (events) => {
        const facts = ticketFacts(events);
        const instants = new Set(events.flatMap(({ data }) => [data.at, data.openedAt ?? data.at]));
        for (const instant of [...instants].flatMap((at) => [at - 1, at, at + 1])) {
          const standing = new Map<string, number>();
          for (const { kind, at, attributes } of facts) {
            if (at >= instant || !kind.startsWith('backlog')) continue;
            const key = JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
            standing.set(key, (standing.get(key) ?? 0) + (kind === 'backlog-entered' ? 1 : -1));
          }
          const waiting = [...standing].filter(([, count]) => count !== 0);
          const expected = naiveBacklogAt(events, instant);
          expect(waiting).toEqual(expected === undefined ? [] : [[expected, 1]]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
