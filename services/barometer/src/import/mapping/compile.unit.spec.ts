import { describe, expect, it } from 'vitest';
import { givenMapping } from './given-mapping.fixture.ts';
import { MappingInvalid } from './problem.ts';

describe('faults of a mapping', () => {
  const faultsOf = (yaml: string) => {
    try {
      givenMapping(yaml);
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
    expect(() => givenMapping('mapping: [')).toThrow(/YAML: .*line 1/);
  });
});
