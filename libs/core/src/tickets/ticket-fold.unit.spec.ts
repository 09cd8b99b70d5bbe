import { describe, expect, it } from 'vitest';
import { foldTicket, type TicketEvent, type TicketState, type TicketStateChanged } from '#core/tickets';
import { HOUR } from '#core/time';

type Said = Partial<Omit<TicketStateChanged, 'kind' | 'ticketId' | 'state' | 'at'>> & { readonly id?: string };

/** An event at a whole hour of the ticket's life, with a sequence of 0 unless told otherwise. */
function event(hour: number, state: TicketState, said: Said = {}): TicketEvent {
  const { id = `${state}-${hour}`, ...data } = said;
  return {
    source: 'desk',
    id,
    knownAt: hour * HOUR,
    data: {
      kind: 'ticket-state-changed',
      ticketId: 'T-1',
      state,
      at: hour * HOUR,
      sequence: 0,
      openedAt: undefined,
      attributes: {},
      counts: {},
      sla: {},
      resolvedAt: undefined,
      ...data,
    },
  };
}

const mail = { team: 'mail' };
const network = { team: 'network' };

describe('the order of a ticket’s events', () => {
  it('is by instant, then by sequence, whatever order they came in', () => {
    const events = [
      event(2, 'closed', { sequence: 2 }),
      event(2, 'resolved', { sequence: 1 }),
      event(0, 'opened', { sequence: 9 }),
    ];
    for (const order of [events, [...events].reverse()]) {
      expect(foldTicket(order)).toMatchObject({ resolution: { at: 2 * HOUR }, closing: { at: 2 * HOUR } });
    }
  });

  it('is the order of a ticket’s life when a source numbers nothing and counts to the minute', () => {
    // By id alone the closing would come first and the ticket would count as resolved, not closed.
    const events = [
      event(0, 'opened', { id: 'c' }),
      event(0, 'resolved', { id: 'b' }),
      event(0, 'closed', { id: 'a' }),
    ];
    expect(foldTicket(events).closing).toEqual({ at: 0, attributes: {} });
  });

  it('falls back on the ids, then on the sources, of the events', () => {
    const first = event(1, 'assigned', { id: 'a', attributes: mail });
    const second = event(1, 'assigned', { id: 'b', attributes: network });
    expect(foldTicket([second, first]).assignments.map(({ attributes }) => attributes)).toEqual([mail, network]);
    const foreign = { ...second, id: 'a', source: 'elsewhere' };
    expect(foldTicket([first, foreign]).assignments.map(({ attributes }) => attributes)).toEqual([mail, network]);
  });
});

describe('the opening', () => {
  it('is the first `opened` event', () => {
    const events = [event(1, 'opened'), event(2, 'opened')];
    expect(foldTicket(events).opened.at).toBe(HOUR);
  });

  it('is the first event of all when no `opened` is known', () => {
    expect(foldTicket([event(3, 'assigned'), event(4, 'resolved')]).opened.at).toBe(3 * HOUR);
  });

  it('is what the source says, the last word winning', () => {
    const events = [event(2, 'opened', { openedAt: 1 * HOUR }), event(3, 'resolved', { openedAt: 0 })];
    expect(foldTicket(events).opened.at).toBe(0);
  });

  it('has the attributes of the `opened` event, not those of an assignment at the same instant', () => {
    const events = [
      event(0, 'opened', { sequence: 0, attributes: mail }),
      event(0, 'assigned', { sequence: 1, attributes: network }),
    ];
    expect(foldTicket(events).opened.attributes).toEqual(mail);
  });

  it('has what was known by its instant when another system’s clock ran ahead of it', () => {
    const events = [event(0, 'assigned', { attributes: mail }), event(1, 'opened', { attributes: { channel: 'web' } })];
    expect(foldTicket(events).opened).toEqual({ at: HOUR, attributes: { team: 'mail', channel: 'web' } });
  });

  it('has the attributes of the first event when it lies before all of them', () => {
    const events = [
      event(5, 'assigned', { openedAt: 0, attributes: mail }),
      event(6, 'opened', { attributes: network }),
    ];
    expect(foldTicket(events).opened).toEqual({ at: 0, attributes: mail });
  });

  it('cannot be told without events', () => {
    expect(() => foldTicket([])).toThrow(RangeError);
  });
});

describe('responses and assignments', () => {
  const events = [
    event(0, 'opened', { attributes: mail }),
    event(1, 'assigned'),
    event(2, 'responded'),
    event(3, 'assigned', { attributes: network }),
    event(4, 'responded'),
  ];

  it('count the first response once, with the attributes it was given under', () => {
    expect(foldTicket(events).firstResponse).toEqual({ at: 2 * HOUR, attributes: mail });
  });

  it('keep every assignment with the attributes that hold from it on', () => {
    expect(foldTicket(events).assignments).toEqual([
      { at: 1 * HOUR, attributes: mail },
      { at: 3 * HOUR, attributes: network },
    ]);
  });

  it('are counted when the source counts nothing: each response a contact, each further assignment a reassignment', () => {
    expect(foldTicket(events)).toMatchObject({ contacts: 2, reassignments: 1, reopens: 0 });
    expect(foldTicket([event(0, 'opened')])).toMatchObject({ contacts: 0, reassignments: 0, reopens: 0 });
  });

  it('give way to the source’s own counts, zero included', () => {
    const counts = { contacts: 1, reassignments: 0, reopens: 7 };
    expect(foldTicket([...events, event(5, 'resolved', { counts })])).toMatchObject(counts);
  });

  it('take running totals as such: a lower one told later does not lower them', () => {
    const told = [event(1, 'assigned', { counts: { reopens: 2 } }), event(2, 'closed', { counts: { reopens: 1 } })];
    expect(foldTicket(told).reopens).toBe(2);
  });
});

describe('resolution and reopening', () => {
  const resolved = [event(0, 'opened'), event(1, 'resolved', { attributes: mail })];

  it('keeps the attributes it was resolved under, whatever the ticket is moved to afterwards', () => {
    const moved = [...resolved, event(2, 'assigned', { attributes: network })];
    expect(foldTicket(moved).resolution).toEqual({ at: HOUR, attributes: mail });
  });

  it('is taken back by a reopening, and with it the closing', () => {
    const closed = [...resolved, event(2, 'closed')];
    const reopened = foldTicket([...closed, event(3, 'reopened')]);
    expect(reopened).toMatchObject({ reopens: 1, reopenings: [{ at: 3 * HOUR }] });
    expect(reopened.resolution).toBeUndefined();
    expect(reopened.closing).toBeUndefined();
  });

  it('counts again when it is resolved and closed again', () => {
    const again = [...resolved, event(2, 'closed'), event(3, 'reopened'), event(4, 'resolved'), event(5, 'closed')];
    expect(foldTicket(again)).toMatchObject({
      resolution: { at: 4 * HOUR },
      closing: { at: 5 * HOUR },
      reopens: 1,
    });
  });

  it('counts an opening, a pause or a resumption after the resolution as a reopening, once', () => {
    for (const state of ['opened', 'pending', 'resumed', 'reopened'] as const) {
      const fold = foldTicket([...resolved, event(2, state), event(3, 'resumed')]);
      expect(fold).toMatchObject({ reopens: 1, resolution: undefined });
    }
  });

  it('is taken back too when a ticket comes back from being cancelled or merged', () => {
    for (const end of ['cancelled', 'merged'] as const) {
      const fold = foldTicket([...resolved, event(2, end), event(3, 'reopened')]);
      expect(fold).toMatchObject({ reopens: 1, resolution: undefined, cancellation: undefined });
    }
  });

  it('is not a reopening when nothing had ended', () => {
    expect(foldTicket([event(0, 'opened'), event(1, 'reopened')]).reopenings).toEqual([]);
  });

  it('is untouched by what happens to a ticket without moving it', () => {
    const states = ['assigned', 'responded', 'escalated'] as const;
    const fold = foldTicket([...resolved, ...states.map((state, i) => event(2 + i, state))]);
    expect(fold).toMatchObject({ resolution: { at: HOUR }, reopens: 0 });
  });

  it('moves to the later one when it is resolved twice', () => {
    expect(foldTicket([...resolved, event(4, 'resolved')]).resolution?.at).toBe(4 * HOUR);
  });
});

describe('the source’s own word on the resolution', () => {
  const life = [event(0, 'opened', { attributes: mail }), event(4, 'resolved', { attributes: network })];

  it('moves the resolution of a `resolved` event, which keeps its attributes', () => {
    const fold = foldTicket([
      event(0, 'opened', { attributes: mail }),
      event(4, 'resolved', { attributes: network, resolvedAt: 3 * HOUR }),
    ]);
    expect(fold.resolution).toEqual({ at: 3 * HOUR, attributes: network });
  });

  it('changes nothing when it says what is known', () => {
    const fold = foldTicket([...life, event(5, 'closed', { attributes: mail, resolvedAt: 4 * HOUR })]);
    expect(fold.resolution).toEqual({ at: 4 * HOUR, attributes: network });
  });

  it('makes a resolution where none was told, under what held at that instant', () => {
    const closing = event(5, 'closed', { attributes: network, resolvedAt: 3 * HOUR });
    const fold = foldTicket([event(0, 'opened', { attributes: mail }), closing]);
    expect(fold.resolution).toEqual({ at: 3 * HOUR, attributes: mail });
  });

  it('is not heard while the ticket is open: exports repeat it on every row', () => {
    const fold = foldTicket([
      event(0, 'opened', { resolvedAt: 4 * HOUR }),
      event(1, 'pending', { resolvedAt: 4 * HOUR }),
    ]);
    expect(fold.resolution).toBeUndefined();
  });

  it('takes the resolution away when a closing says there is none', () => {
    const fold = foldTicket([...life, event(5, 'closed', { resolvedAt: null })]);
    expect(fold).toMatchObject({ resolution: undefined, closing: { at: 5 * HOUR } });
  });

  it('says nothing with `null` anywhere else', () => {
    expect(foldTicket([...life, event(5, 'escalated', { resolvedAt: null })]).resolution?.at).toBe(4 * HOUR);
  });
});

describe('closing and cancelling', () => {
  it('counts a ticket that is closed twice at the later closing', () => {
    const fold = foldTicket([event(0, 'opened'), event(1, 'closed'), event(3, 'closed', { attributes: mail })]);
    expect(fold.closing).toEqual({ at: 3 * HOUR, attributes: mail });
  });

  it('counts a ticket without a resolution', () => {
    expect(foldTicket([event(0, 'opened'), event(1, 'closed')])).toMatchObject({
      resolution: undefined,
      closing: { at: HOUR },
    });
  });

  it('takes a closing back when the ticket is cancelled, resolved or merged after it', () => {
    for (const state of ['cancelled', 'resolved', 'merged'] as const) {
      expect(foldTicket([event(0, 'opened'), event(1, 'closed'), event(2, state)]).closing).toBeUndefined();
    }
  });

  it('keeps a cancellation until the ticket moves on', () => {
    const cancelled = [event(0, 'opened'), event(1, 'cancelled', { attributes: mail })];
    expect(foldTicket(cancelled).cancellation).toEqual({ at: HOUR, attributes: mail });
    expect(foldTicket([...cancelled, event(2, 'resumed')]).cancellation).toBeUndefined();
  });
});

describe('the service level', () => {
  const dueAt = 4 * HOUR;
  const opened = event(0, 'opened', { sla: { dueAt } });
  const slaOf = (...events: TicketEvent[]) => foldTicket([opened, ...events]).sla;

  it('is met when the ticket is resolved by the due instant, to the millisecond', () => {
    expect(slaOf(event(4, 'resolved'))).toBe('met');
    expect(slaOf(event(4, 'resolved', { resolvedAt: dueAt + 1 }))).toBe('missed');
  });

  it('rests on the closing when there is no resolution', () => {
    expect(slaOf(event(3, 'closed'))).toBe('met');
    expect(slaOf(event(5, 'closed'))).toBe('missed');
  });

  it('rests on the resolution even when the closing comes too late', () => {
    expect(slaOf(event(3, 'resolved'), event(9, 'closed'))).toBe('met');
  });

  it('is the source’s own verdict where there is one, the last word winning', () => {
    expect(slaOf(event(3, 'resolved', { sla: { met: false } }))).toBe('missed');
    expect(slaOf(event(3, 'pending', { sla: { met: false } }), event(9, 'closed', { sla: { met: true } }))).toBe('met');
  });

  it('goes by the last due instant that was told', () => {
    expect(slaOf(event(1, 'escalated', { sla: { dueAt: HOUR } }), event(3, 'resolved'))).toBe('missed');
  });

  it('is unknown without a due instant or before an end', () => {
    expect(slaOf(event(9, 'pending'))).toBeUndefined();
    expect(foldTicket([event(0, 'opened'), event(1, 'closed')]).sla).toBeUndefined();
  });
});
