import { describe, expect, it } from 'vitest';
import { compileMapping } from './compile.ts';
import { parseMapping } from './load.ts';
import { MappingInvalid } from './problem.ts';
import type { Row } from './row.ts';

const row = (columns: Record<string, string>): Row => ({ file: 0, line: 2, raw: '', get: (name) => columns[name] });

function mapping(yaml: string, parameters: Record<string, string> = {}) {
  return compileMapping('test.yaml', parseMapping('test.yaml', yaml), new Map(Object.entries(parameters)));
}

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
    mapping(yaml).mapRow(row({ Id: 'T-1', State: 'Done', At: '2/11/2026 10:00', ...columns }));
}

const dataOf = (outcome: ReturnType<ReturnType<typeof mapping>['mapRow']>) =>
  outcome.kind === 'events' ? outcome.events[0]?.event.data : outcome;

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

describe('whole tickets', () => {
  const tickets = mapping(`
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
      row({
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
    expect(tickets.mapRow(row({ Id: 'T-1' }))).toEqual({ kind: 'skipped', reason: 'no state change' });
  });
});

describe('survey responses', () => {
  const survey = mapping(
    `
mapping: survey
row: survey-response
parameters: { year: { description: the year } }
zone: America/Los_Angeles
response:
  id: '{$year}/{No}'
  responseId: '{$year}/{No}'
  answeredAt:
    anyOf:
      - { column: Day, date: MM/dd/yyyy }
      - { text: '{$year}-05-{Day}', date: yyyy-MM-d }
  comment: '{Words}'
  respondent: { mayRecommend: { column: May } }
  answers:
    - { question: overall, scale: csat-1-5, score: { column: Q1, missing: [0, 6] } }
    - { question: recommend, scale: nps-0-10, score: { column: Q2, missing: [11], optional: true } }
`,
    { year: '2014' },
  );
  const answered = (columns: Record<string, string>) => survey.mapRow(row({ No: '7', Day: '4', Q1: '5', ...columns }));

  it('hold the answers that were given, with a date put together from a parameter', () => {
    expect(dataOf(answered({ Q2: '0', Words: 'Fine', May: 'n' }))).toEqual({
      responseId: '2014/7',
      revision: 0,
      answeredAt: '2014-05-04T07:00:00.000Z',
      answers: [
        { question: 'overall', scale: 'csat-1-5', score: 5 },
        { question: 'recommend', scale: 'nps-0-10', score: 0 },
      ],
      comment: 'Fine',
      respondent: { mayRecommend: false },
    });
    expect(dataOf(answered({ Q2: '11', Day: '05/11/2014' }))).toMatchObject({
      answeredAt: '2014-05-11T07:00:00.000Z',
      answers: [{ question: 'overall' }],
    });
  });

  it('are skipped without any answer, whatever else the row holds', () => {
    expect(answered({ Q1: '0', Day: 'never' })).toEqual({ kind: 'skipped', reason: 'no answer' });
  });

  it('are rejected for a score that the scale does not have', () => {
    for (const Q1 of ['7', '4.5', 'good']) {
      expect(answered({ Q1 })).toEqual({
        kind: 'rejected',
        problems: [
          {
            path: 'response.answers[0].score',
            reason: `"${Q1}" is not a whole number from 1 to 5, the scores of csat-1-5`,
          },
        ],
      });
    }
  });

  it('say every way in which a date was tried', () => {
    expect(answered({ Day: '32' })).toMatchObject({
      kind: 'rejected',
      problems: [{ path: 'response.answeredAt.anyOf[0]' }, { path: 'response.answeredAt.anyOf[1]' }],
    });
  });
});

describe('faults of a mapping', () => {
  const faultsOf = (yaml: string) => {
    try {
      mapping(yaml);
    } catch (error) {
      if (error instanceof MappingInvalid) return error.problems;
      throw error;
    }
    return [];
  };

  it('are all told at once with their paths: what the schema sees', () => {
    const faults = faultsOf(`
mapping: Test Mapping
row: survey-response
sort: [time]
response:
  id: '{Id}'
  answeredAt: { column: At, dates: iso }
  answers: [{ question: q, scale: nps, score: { column: 3 } }]
`);
    expect(faults.map(({ path }) => path).toSorted()).toEqual([
      'mapping',
      'response.answeredAt',
      'response.answers[0].scale',
      'response.answers[0].score.column',
      'response.responseId',
      'sort[0]',
    ]);
  });

  it('are all told at once with their paths: what only a closer look sees', () => {
    const faults = faultsOf(`
mapping: test
row: ticket-state-change
event:
  id: '{Id'
  ticketId: { column: Id, text: '{Id}' }
  state: done
  at: { column: At, date: 'd/M/yyyy HH:mm' }
  openedAt: { column: At, date: iso, zone: Mars/Olympus }
  attributes: { team: '{$desk}', agent: { column: A, date: iso }, topic: {}, channel: { column: C, else: keep } }
`);
    const reasons = Object.fromEntries(faults.map(({ path, reason }) => [path, reason]));
    expect(reasons).toEqual({
      'event.id': expect.stringContaining('opens a brace'),
      'event.ticketId': 'has column: and text:, but one is allowed',
      'event.state': expect.stringContaining('"done" is not a ticket state'),
      'event.at': expect.stringContaining('names no zone'),
      'event.openedAt': expect.stringContaining('"Mars/Olympus" is no time zone'),
      'event.attributes.team': "{$desk} is not among the mapping's parameters",
      'event.attributes.agent': expect.stringContaining('date: has no meaning here'),
      'event.attributes.topic': 'needs one of column:, text:, value:, anyOf:',
      'event.attributes.channel': 'else: belongs to a lookup:',
    });
    expect(faults).toHaveLength(9);
  });

  it('name the line of broken YAML', () => {
    expect(() => mapping('mapping: [')).toThrow(/YAML: .*line 1/);
  });
});
