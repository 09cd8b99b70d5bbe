import { describe, expect, it } from 'vitest';
import { dataOf, givenMapping, givenRow } from './given-mapping.fixture.ts';

/** A state change with one more line under `event:`. */
function stateChange(line: string, top = '') {
  const yaml = `
mapping: test
row: ticket-state-change
zone: UTC
missing: ['?']
${top}
event:
  id: '{Id}'
  ticketId: '{Id}'
  state: { column: State, lookup: { New: opened, Done: closed } }
  at: { column: At, date: 'd/M/yyyy HH:mm' }
  ${line}`;
  return (columns: Record<string, string>) =>
    givenMapping(yaml).mapRow(givenRow({ Id: 'T-1', State: 'Done', At: '2/11/2026 10:00', ...columns }));
}

const base = { ticketId: 'T-1', state: 'closed', at: '2026-11-02T10:00:00.000Z' };

describe('state changes', () => {
  it('make one event with its id, its time and the default source', () => {
    const outcome = stateChange("recorded: { column: At, date: 'd/M/yyyy HH:mm' }")({});
    expect(outcome).toMatchObject({
      kind: 'events',
      events: [
        {
          event: {
            specversion: '1.0',
            id: 'T-1',
            source: '/imports/test',
            type: 'ticket.state-changed.v1',
            time: '2026-11-02T10:00:00.000Z',
            recordedtime: '2026-11-02T10:00:00.000Z',
            data: base,
          },
        },
      ],
    });
  });

  it('leave out what is empty, blank or a missing-value code', () => {
    const map = stateChange("attributes: { team: '{Team}', agent: { column: Agent, missing: [nobody] } }");
    expect(dataOf(map({ Team: ' Desk ', Agent: 'nobody' }))).toEqual({ ...base, attributes: { team: 'Desk' } });
    for (const Team of ['', '  ', '?']) expect(dataOf(map({ Team, Agent: 'nobody' }))).toEqual(base);
  });

  it('take a column from the first name that the row has', () => {
    const map = stateChange('attributes: { team: { column: [Group, Team] } }');
    expect(dataOf(map({ Team: 'b' }))).toMatchObject({ attributes: { team: 'b' } });
    expect(dataOf(map({ Group: 'a', Team: 'b' }))).toMatchObject({ attributes: { team: 'a' } });
  });

  it('reject, drop or keep what a lookup does not know', () => {
    const rule = (otherwise: string) =>
      stateChange(`attributes: { priority: { column: P, lookup: { High: '1', None: null }${otherwise} } }`)({
        P: 'Odd',
      });
    expect(rule('')).toEqual({
      kind: 'rejected',
      problems: [{ path: 'event.attributes.priority', reason: expect.stringContaining('"Odd" is not in the lookup') }],
    });
    expect(dataOf(rule(', else: missing'))).toEqual(base);
    expect(dataOf(rule(', else: keep'))).toMatchObject({ attributes: { priority: 'Odd' } });
    expect(
      dataOf(stateChange('attributes: { priority: { column: P, lookup: { None: null } } }')({ P: 'None' })),
    ).toEqual(base);
  });

  it('say a thing only when its condition holds', () => {
    const map = stateChange('sla: { met: { column: Met, when: { State: Done } } }');
    expect(dataOf(map({ Met: 'yes' }))).toEqual({ ...base, sla: { met: true } });
    expect(dataOf(map({ Met: 'no' }))).toEqual({ ...base, sla: { met: false } });
    expect(dataOf(map({ Met: 'yes', State: 'New' }))).toEqual({ ...base, state: 'opened' });
  });

  it.each([
    ['{ Met: { present: true } }', { Met: 'yes' }, true],
    ['{ Met: { present: true } }', { Met: '' }, false],
    ['{ State: { not: [Done] } }', {}, false],
    ['{ State: [New, Done], Met: yes }', { Met: 'yes' }, true],
    ['{ State: [New, Done], Met: yes }', { Met: 'no' }, false],
  ])('know the condition %s', (when, columns, holds) => {
    const outcome = stateChange(`attributes: { team: { value: x, when: ${when} } }`)(columns);
    expect(dataOf(outcome)).toEqual(holds ? { ...base, attributes: { team: 'x' } } : base);
  });

  describe('with a date that looks ahead', () => {
    const map = stateChange(
      "resolvedAt: { column: Resolved, date: 'd/M/yyyy HH:mm', when: { State: Done }, believe: { notAfter: at }, ifMissing: 'null' }",
    );

    it('believe it up to the time of the row', () => {
      expect(dataOf(map({ Resolved: '2/11/2026 10:00' }))).toMatchObject({ resolvedAt: '2026-11-02T10:00:00.000Z' });
    });

    it('say null when it lies behind the row or is missing', () => {
      expect(dataOf(map({ Resolved: '2/11/2026 10:01' }))).toEqual({ ...base, resolvedAt: null });
      expect(dataOf(map({ Resolved: '?' }))).toEqual({ ...base, resolvedAt: null });
    });

    it('say nothing when the condition does not hold', () => {
      expect(dataOf(map({ State: 'New', Resolved: '2/11/2026 10:00' }))).toEqual({ ...base, state: 'opened' });
    });
  });

  it('count with whole numbers from 0, in the notation of the file', () => {
    const map = stateChange(
      'counts: { contacts: { column: C }, reopens: { column: R, number: { decimal: ",", multiply: 10, add: 1, round: nearest } } }',
    );
    expect(dataOf(map({ C: '3', R: '0,24' }))).toMatchObject({ counts: { contacts: 3, reopens: 3 } });
    for (const C of ['-1', '1.5', 'many']) {
      expect(map({ C })).toMatchObject({ kind: 'rejected', problems: [{ path: 'event.counts.contacts' }] });
    }
  });

  it('tell every problem of a row at once', () => {
    const outcome = stateChange('counts: { contacts: { column: C } }')({ Id: '', State: 'Odd', At: 'today', C: 'x' });
    expect(outcome).toMatchObject({
      kind: 'rejected',
      problems: [
        { path: 'event.at', reason: '"today" is not a date in the format "d/M/yyyy HH:mm"' },
        { path: 'event.id', reason: 'has no value in this row' },
        { path: 'event.ticketId' },
        { path: 'event.state' },
        { path: 'event.counts.contacts' },
      ],
    });
  });

  it('take columns apart and leave rows out', () => {
    const map = stateChange(
      "attributes: { company: '{department}' }",
      "derive: [{ from: Key, pattern: '^\\w+ / (?<department>.+)$' }]\nskip: [{ State: Draft }]",
    );
    expect(dataOf(map({ Key: 'C1 / HR' }))).toMatchObject({ attributes: { company: 'HR' } });
    expect(map({ Key: 'C1' })).toMatchObject({ kind: 'rejected', problems: [{ path: 'derive[0]' }] });
    expect(map({ State: 'Draft' })).toEqual({ kind: 'skipped', reason: 'left out by the mapping' });
  });
});
