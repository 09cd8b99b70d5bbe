import { describe, expect, it } from 'vitest';
import type { Fact } from '#core/facts';
import { ticketFacts, type TicketEvent, type TicketState, type TicketStateChanged } from '#core/tickets';
import { HOUR } from '#core/time';

function event(hour: number, state: TicketState, said: Partial<TicketStateChanged> = {}): TicketEvent {
  const silent = { openedAt: undefined, resolvedAt: undefined, attributes: {}, counts: {}, sla: {}, sequence: 0 };
  const data = { kind: 'ticket-state-changed', ticketId: 'T-1', state, at: hour * HOUR, ...silent, ...said } as const;
  return { source: 'desk', id: `${state}-${hour}`, knownAt: hour * HOUR, data };
}

/** The facts in short: kind, hour, team, measures. */
function short(facts: readonly Fact[]): unknown[] {
  return facts.map(({ kind, at, attributes, measures }) => [kind, at / HOUR, attributes.team ?? '', ...measures]);
}

const mail = { team: 'mail' };
const network = { team: 'network' };

function backlogOf(...events: TicketEvent[]): unknown[] {
  return short(ticketFacts(events).filter(({ kind }) => kind.startsWith('backlog')));
}

function slaOf(...events: TicketEvent[]): number | undefined {
  return ticketFacts(events).find(({ kind }) => kind === 'closed')?.measures[0];
}

describe('the facts of a ticket', () => {
  it('tell its whole life, each under the team that held it then', () => {
    const facts = ticketFacts([
      event(0, 'opened', { attributes: mail }),
      event(1, 'assigned'),
      event(2, 'responded'),
      event(3, 'assigned', { attributes: network }),
      event(4, 'resolved', { sla: { dueAt: 4 * HOUR } }),
      event(6, 'closed', { attributes: mail }),
    ]);
    expect(short(facts)).toEqual([
      ['opened', 0, 'mail'],
      ['first-responded', 2, 'mail', 2 * HOUR],
      ['assigned', 1, 'mail'],
      ['assigned', 3, 'network'],
      ['resolved', 4, 'network', 4 * HOUR],
      ['closed', 6, 'mail', 1, 1, 1, 0, 6 * HOUR, 4 * HOUR],
      ['backlog-entered', 0, 'mail'],
      ['backlog-left', 3, 'mail'],
      ['backlog-entered', 3, 'network'],
      ['backlog-left', 6, 'network'],
    ]);
  });

  it('say −1 for a service level that is not known, 0 for one that was missed', () => {
    expect(slaOf(event(0, 'opened'), event(1, 'closed'))).toBe(-1);
    expect(slaOf(event(0, 'opened'), event(1, 'closed', { sla: { met: false } }))).toBe(0);
  });

  it('say −1 for a resolution time that is not known', () => {
    const closed = ticketFacts([event(0, 'opened'), event(1, 'closed')]).find(({ kind }) => kind === 'closed');
    expect(closed?.measures.slice(4)).toEqual([HOUR, -1]);
  });

  it('say −1 for a duration whose end lies before the opening', () => {
    const facts = ticketFacts([
      event(1, 'responded', { openedAt: 5 * HOUR }),
      event(2, 'resolved'),
      event(9, 'closed'),
    ]);
    const measures = Object.fromEntries(facts.map((fact) => [fact.kind, fact.measures]));
    expect(measures).toMatchObject({ 'first-responded': [-1], resolved: [-1], closed: [-1, 1, 0, 0, 4 * HOUR, -1] });
  });

  it('tell of each reopening and of a cancellation', () => {
    const facts = ticketFacts([event(0, 'opened'), event(1, 'resolved'), event(2, 'reopened'), event(3, 'cancelled')]);
    expect(short(facts)).toEqual([
      ['opened', 0, ''],
      ['reopened', 2, ''],
      ['cancelled', 3, ''],
      ['backlog-entered', 0, ''],
      ['backlog-left', 3, ''],
    ]);
  });
});

describe('the backlog', () => {
  it('holds a ticket that is resolved but not closed', () => {
    expect(backlogOf(event(0, 'opened'), event(1, 'resolved'))).toEqual([['backlog-entered', 0, '']]);
  });

  it('is left by a cancelled and by a merged ticket', () => {
    for (const end of ['cancelled', 'merged'] as const) {
      expect(backlogOf(event(0, 'opened'), event(2, end))).toEqual([
        ['backlog-entered', 0, ''],
        ['backlog-left', 2, ''],
      ]);
    }
  });

  it('is entered again by a ticket that is reopened', () => {
    expect(backlogOf(event(0, 'opened'), event(1, 'closed'), event(4, 'reopened'))).toEqual([
      ['backlog-entered', 0, ''],
      ['backlog-left', 1, ''],
      ['backlog-entered', 4, ''],
    ]);
  });

  it('follows a ticket from team to team, and back', () => {
    expect(
      backlogOf(
        event(0, 'opened', { attributes: mail }),
        event(1, 'assigned', { attributes: network }),
        event(2, 'assigned', { attributes: mail }),
      ),
    ).toEqual([
      ['backlog-entered', 0, 'mail'],
      ['backlog-left', 1, 'mail'],
      ['backlog-entered', 1, 'network'],
      ['backlog-left', 2, 'network'],
      ['backlog-entered', 2, 'mail'],
    ]);
  });

  it('holds a ticket from its opening on, even when the first thing known of it is later', () => {
    expect(backlogOf(event(5, 'assigned', { openedAt: 0 }))).toEqual([['backlog-entered', 0, '']]);
  });

  it('held a ticket of which nothing but the closing is known', () => {
    expect(backlogOf(event(5, 'closed', { openedAt: 0 }))).toEqual([
      ['backlog-entered', 0, ''],
      ['backlog-left', 5, ''],
    ]);
    expect(backlogOf(event(5, 'closed'))).toEqual([]);
  });

  it('does not hold a ticket before the opening that its source states', () => {
    const early = event(0, 'pending', { openedAt: 2 * HOUR, attributes: mail });
    expect(backlogOf(early, event(1, 'assigned', { attributes: network }))).toEqual([
      ['backlog-entered', 2, 'network'],
    ]);
    expect(backlogOf(early, event(1, 'closed'))).toEqual([]);
  });

  it('is not touched by a spell without length', () => {
    expect(
      backlogOf(event(0, 'opened', { attributes: mail }), event(0, 'resumed', { sequence: 1, attributes: network })),
    ).toEqual([['backlog-entered', 0, 'network']]);
  });
});
