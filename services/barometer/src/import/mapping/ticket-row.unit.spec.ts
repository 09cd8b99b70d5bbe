import { describe, expect, it } from 'vitest';
import { givenMapping, givenRow } from './given-mapping.fixture.ts';

describe('whole tickets', () => {
  const tickets = givenMapping(`
mapping: tickets
row: ticket
sort: [at, sequence]
ticket:
  id: '{Id}'
  ticketId: '{Id}'
  attributes: { team: '{Team}', agent: first }
  resolvedAt: { column: Resolved, believe: { notAfter: at } }
  changes:
    - { state: opened, at: '{Opened}' }
    - { state: resolved, at: '{Resolved}', attributes: { agent: second } }
    - { state: closed, at: '{Closed}', when: { Status: Closed } }
`);

  it('make one event for each time that the row has, and know no later time early', () => {
    const Resolved = '2026-11-02T11:00:00Z';
    const outcome = tickets.mapRow(
      givenRow({
        Id: 'T-1',
        Team: 'x',
        Opened: '2026-11-02T10:00:00Z',
        Resolved,
        Closed: '2026-11-02T12:00:00Z',
        Status: 'Open',
      }),
    );
    if (outcome.kind !== 'events') throw new Error('no events');
    expect(outcome.events.map(({ event }) => [event.id, event.data])).toEqual([
      [
        'T-1/1',
        {
          ticketId: 'T-1',
          state: 'opened',
          at: '2026-11-02T10:00:00.000Z',
          sequence: 1,
          attributes: { team: 'x', agent: 'first' },
        },
      ],
      [
        'T-1/2',
        {
          ticketId: 'T-1',
          state: 'resolved',
          at: '2026-11-02T11:00:00.000Z',
          sequence: 2,
          attributes: { team: 'x', agent: 'second' },
          resolvedAt: '2026-11-02T11:00:00.000Z',
        },
      ],
    ]);
    expect(outcome.events.map((event) => tickets.sortKeys(event))).toEqual([
      [Date.parse('2026-11-02T10:00:00Z'), 1],
      [Date.parse(Resolved), 2],
    ]);
  });

  it('are skipped when they have no time at all', () => {
    expect(tickets.mapRow(givenRow({ Id: 'T-1' }))).toEqual({ kind: 'skipped', reason: 'no state change' });
  });
});
