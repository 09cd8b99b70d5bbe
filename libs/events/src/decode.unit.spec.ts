import { describe, expect, it } from 'vitest';
import { decodeEvent } from './decode.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const HEADERS = {
  ce_specversion: '1.0',
  ce_id: 'e-1',
  ce_source: '/desk',
  ce_type: 'survey.answered.v1',
  'content-type': 'application/json',
};
const ANSWERED = {
  responseId: 'r-1',
  answeredAt: '2026-11-20T11:00:00+01:00',
  answers: [
    { question: 'recommend', scale: 'nps-0-10', score: 9 },
    { question: 'satisfied', scale: 'csat-1-5', score: 4 },
  ],
};
const TICKET = { ticketId: 'T-1', state: 'opened', at: '2026-11-20T10:00:00Z' };

const bytes = (headers: object) =>
  Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(String(text))]));
const decode = (data: unknown, headers: object = HEADERS) =>
  decodeEvent({ value: Buffer.from(JSON.stringify(data)), headers: bytes(headers) }, NOW);
const decodeTicket = (data: unknown) => decode(data, { ...HEADERS, ce_type: 'ticket.state-changed.v1' });
const decodeRaw = (value: Uint8Array | null, headers: object = HEADERS) =>
  decodeEvent({ value, headers: bytes(headers) }, NOW);

function rejection(decoded: ReturnType<typeof decodeEvent>) {
  if (decoded.ok) throw new Error('was accepted');
  const { reason, problems } = decoded.rejection;
  return [reason, ...problems.map(({ path, message }) => `${path}: ${message}`)];
}

function accepted(decoded: ReturnType<typeof decodeEvent>) {
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.rejection));
  return decoded.event;
}

const without = (name: keyof typeof HEADERS) =>
  Object.fromEntries(Object.entries(HEADERS).filter(([header]) => header !== name));
const answering = (answer: object) => ({ ...ANSWERED, answers: [ANSWERED.answers[0], answer] });

describe('decodeEvent accepts', () => {
  it('the shortest answer, its instant read with its zone', () => {
    expect(accepted(decode(ANSWERED)).data).toEqual({
      kind: 'survey-answered',
      responseId: 'r-1',
      revision: 0,
      surveyId: undefined,
      answeredAt: Date.parse('2026-11-20T10:00:00.000Z'),
      answers: ANSWERED.answers,
      comment: undefined,
      respondent: {},
      about: {},
      ticketId: undefined,
    });
  });

  it('null and an empty text as a field left out', () => {
    const data = { ...ANSWERED, comment: '', surveyId: null, about: { team: '', agent: null, topic: 'mail' } };
    expect(accepted(decode(data)).data).toMatchObject({
      comment: undefined,
      surveyId: undefined,
      about: { topic: 'mail' },
    });
  });

  it('a ticket closed without a resolution, told from one that says nothing of it', () => {
    expect(accepted(decodeTicket({ ...TICKET, resolvedAt: null })).data).toHaveProperty('resolvedAt', null);
    expect(accepted(decodeTicket(TICKET)).data).toHaveProperty('resolvedAt', undefined);
  });

  it('minus zero as zero', () => {
    const body = JSON.stringify(ANSWERED).replace('"score":9', '"score":-0');
    const event = accepted(decodeRaw(Buffer.from(body)));
    expect(event.data).toHaveProperty('answers.0.score', 0);
  });

  it('fields that it does not know, and keeps them in the body as they were written', () => {
    const body = JSON.stringify(ANSWERED).replace('{', '{ "long": 12345678901234567890, "long": 1.0,');
    expect(accepted(decodeRaw(Buffer.from(body))).body).toBe(body);
  });

  it('the same from structured mode, the data cut out of the event as it was written', () => {
    const data = JSON.stringify(ANSWERED).replace('{', '{ "long": 12345678901234567890,');
    const whole = `{ "data" : ${data} , "specversion":"1.0","id":"e-1","source":"/desk","type":"survey.answered.v1","n":5}`;
    const event = accepted(
      decodeRaw(Buffer.from(whole), { 'Content-Type': 'application/cloudevents+json; charset=utf-8' }),
    );
    expect(event).toEqual({ ...accepted(decode(ANSWERED)), body: data });
  });

  it('headers in any case', () => {
    const upper = Object.fromEntries(Object.entries(HEADERS).map(([name, text]) => [name.toUpperCase(), text]));
    expect(decode(ANSWERED, upper).ok).toBe(true);
  });

  it('text beyond the basic plane, escaped or not', () => {
    const body = JSON.stringify({ ...ANSWERED, comment: '👍' }).replace('👍', '👍 \\ud83d\\udc4d');
    expect(accepted(decodeRaw(Buffer.from(body))).data).toHaveProperty('comment', '👍 👍');
  });

  it('a recorded time of its own', () => {
    const headers = { ...HEADERS, ce_time: '2026-11-20T10:00:00Z', ce_recordedtime: '2026-11-20T10:00:01Z' };
    expect(accepted(decode(ANSWERED, headers)).recordedAt).toBe(Date.parse('2026-11-20T10:00:01Z'));
    expect(accepted(decode(ANSWERED, { ...headers, ce_recordedtime: headers.ce_time })).recordedAt).toBe(
      Date.parse(headers.ce_time),
    );
    expect(accepted(decode(ANSWERED, { ...HEADERS, ce_time: headers.ce_time })).recordedAt).toBeUndefined();
  });

  it('an event up to a day ahead of the clock, and a due time as far ahead as it likes', () => {
    expect(decode({ ...ANSWERED, answeredAt: '2026-11-21T12:00:00Z' }).ok).toBe(true);
    expect(decodeTicket({ ...TICKET, sla: { dueAt: '2030-01-01T00:00:00Z' } }).ok).toBe(true);
  });
});

describe('decodeEvent rejects data', () => {
  it.each([
    [
      'a score off its scale',
      answering({ question: 'q', scale: 'nps-0-10', score: 11 }),
      ['score-out-of-range', 'data.answers[1].score: must be a whole number from 0 to 10 on scale nps-0-10, got 11'],
    ],
    [
      'half a score',
      answering({ question: 'q', scale: 'csat-1-5', score: 3.5 }),
      ['score-out-of-range', 'data.answers[1].score: must be a whole number from 1 to 5 on scale csat-1-5, got 3.5'],
    ],
    [
      'a score in quotes',
      answering({ question: 'q', scale: 'csat-1-5', score: '3' }),
      ['invalid-data', 'data.answers[1].score: must be a whole number from 1 to 5 on scale csat-1-5, got "3"'],
    ],
    [
      'a scale that there is not',
      answering({ question: 'q', scale: 'nps', score: 3 }),
      [
        'unknown-scale',
        'data.answers[1].scale: must be one of nps-0-10, csat-1-5, csat-1-10, ces-ease-1-7, ces-effort-1-5, ease-1-5, smiley-1-3, enps-0-10, got "nps"',
      ],
    ],
    [
      'the same question twice on one scale',
      answering({ question: 'recommend', scale: 'nps-0-10', score: 3 }),
      [
        'duplicate-answer',
        'data.answers[1]: repeats the question and scale of an earlier answer; send each question once on each scale',
      ],
    ],
    [
      'no answer at all',
      { ...ANSWERED, answers: [] },
      ['invalid-data', 'data.answers: must be a list of 1 to 50 answers, got a list of 0'],
    ],
    [
      'a time without a zone',
      { ...ANSWERED, answeredAt: '2026-11-20T11:00:00' },
      [
        'time-without-zone',
        'data.answeredAt: must name its zone, such as 2026-11-20T10:15:00.000Z or 2026-11-20T11:15:00+01:00; got "2026-11-20T11:00:00"',
      ],
    ],
    [
      'a day that the calendar does not have',
      { ...ANSWERED, answeredAt: '2026-02-30T11:00:00Z' },
      [
        'invalid-data',
        'data.answeredAt: must be a date and time with its zone, such as 2026-11-20T10:15:00.000Z or 2026-11-20T11:15:00+01:00; got "2026-02-30T11:00:00Z"',
      ],
    ],
    [
      'a time far ahead',
      { ...ANSWERED, answeredAt: '2026-11-21T12:00:00.001Z' },
      [
        'time-in-future',
        'data.answeredAt: lies more than 24 hours ahead: check the clock and the zone of its source, got 2026-11-21T12:00:00.001Z',
      ],
    ],
    [
      'a missing id and a wrong field beside it',
      { ...ANSWERED, responseId: undefined, about: { team: 4 } },
      [
        'invalid-data',
        'data.responseId: is missing; must be a text of 1 to 256 characters',
        'data.about.team: must be a text of at most 256 characters, got 4',
      ],
    ],
    [
      'an id that is too long',
      { ...ANSWERED, responseId: 'r'.repeat(257) },
      [
        'invalid-data',
        `data.responseId: must be a text of 1 to 256 characters, got "${'r'.repeat(40)}…" (257 characters)`,
      ],
    ],
    [
      'a NUL deep in a field that nobody reads',
      { ...ANSWERED, extra: [{ note: 'a\0b' }] },
      ['unstorable-text', 'data.extra[0].note: must not hold the NUL character (U+0000)'],
    ],
    [
      'a NUL in the name of a field',
      { ...ANSWERED, extra: { 'a\0b': 1 } },
      ['unstorable-text', 'data.extra: field names must not hold the NUL character (U+0000)'],
    ],
    [
      'half of a surrogate pair',
      { ...ANSWERED, comment: 'a\ud83d' },
      ['unstorable-text', 'data.comment: must not hold half of a surrogate pair (U+D800 to U+DFFF alone)'],
    ],
    ['no object', [1], ['invalid-data', 'data: must be an object, got a list of 1']],
    [
      'more than a record can hold',
      { ...ANSWERED, extra: 'x'.repeat(300_000) },
      ['too-large', expect.stringContaining('data: must be at most 300000 characters of JSON, got 300')],
    ],
  ])('%s', (_, data, expected) => {
    expect(rejection(decode(data))).toEqual(expected);
  });

  it('of a ticket in a state that there is not, opened ahead of time', () => {
    expect(rejection(decodeTicket({ ...TICKET, state: 'new' }))).toEqual([
      'invalid-data',
      'data.state: must be one of opened, assigned, responded, pending, resumed, escalated, resolved, reopened, closed, cancelled, merged, got "new"',
    ]);
    expect(rejection(decodeTicket({ ...TICKET, openedAt: '2027-01-01T00:00:00Z' }))[0]).toBe('time-in-future');
  });
});

describe('decodeEvent rejects an envelope', () => {
  it.each(['id', 'source', 'type', 'specversion'] as const)('without %s', (name) => {
    const [reason, problem] = rejection(decode(ANSWERED, without(`ce_${name}`)));
    expect([reason, problem?.startsWith(`${name}: is missing`)]).toEqual(['missing-attribute', true]);
  });

  it.each([
    ['of another version', { ce_specversion: '0.3' }, 'invalid-attribute', 'specversion: must be "1.0", got "0.3"'],
    ['with an empty id', { ce_id: '' }, 'missing-attribute', 'id: must not be empty'],
    ['with a NUL', { ce_source: 'a\0' }, 'unstorable-text', 'source: must not hold the NUL character (U+0000)'],
    [
      'of a type that is not read',
      { ce_type: 'order.placed.v1' },
      'unknown-type',
      expect.stringContaining('got "order.placed.v1"'),
    ],
    [
      'known in the future',
      { ce_recordedtime: '2027-01-01T00:00:00Z' },
      'time-in-future',
      expect.stringContaining('recordedtime: lies'),
    ],
    [
      'with a time without zone',
      { ce_time: '2026-11-20' },
      'time-without-zone',
      expect.stringContaining('time: must name its zone'),
    ],
    [
      'of another content',
      { 'content-type': 'text/xml' },
      'unsupported-content-type',
      'datacontenttype: must be application/json, got "text/xml"',
    ],
    [
      'in another format',
      { 'content-type': 'application/cloudevents+avro' },
      'unsupported-content-type',
      expect.stringContaining('application/cloudevents+avro'),
    ],
    [
      'with an attribute that CloudEvents cannot name',
      { ce_my_key: '1' },
      'invalid-attribute',
      expect.stringContaining('"my_key"'),
    ],
  ])('%s', (_, headers, reason, problem) => {
    expect(rejection(decode(ANSWERED, { ...HEADERS, ...headers }))).toEqual([reason, problem]);
  });

  it('without a value', () => {
    expect(rejection(decodeRaw(null))).toEqual(['missing-data', 'data: is missing: the record has no value']);
  });

  it('whose bytes are no UTF-8, or no JSON', () => {
    expect(rejection(decodeRaw(Buffer.from([0x7b, 0x22, 0xff])))).toEqual([
      'invalid-utf8',
      'data: must be UTF-8: byte 2 (counted from 0) begins no character',
    ]);
    expect(rejection(decodeRaw(Buffer.from('{"a":1,}')))).toEqual([
      'malformed-json',
      expect.stringContaining('data: must be JSON: Expected double-quoted property name in JSON at position 7'),
    ]);
  });

  it('in structured mode without data, with another form of it, or with an attribute that is no text', () => {
    const structured = { 'content-type': 'application/cloudevents+json' };
    const event = { specversion: '1.0', id: 'e', source: 's', type: 'survey.answered.v1' };
    expect(rejection(decode(event, structured))).toEqual(['missing-data', 'data: is missing']);
    expect(rejection(decode({ ...event, data_base64: 'e30=' }, structured))).toEqual([
      'missing-data',
      'data: is missing: send JSON as "data", "data_base64" is not read',
    ]);
    expect(rejection(decode({ ...event, id: 5, data: ANSWERED }, structured))).toEqual([
      'invalid-attribute',
      'id: must be a text, as every attribute beside "data"; got 5',
    ]);
    expect(rejection(decode({}, structured)).map((problem) => problem.split(':', 1)[0])).toEqual([
      'missing-data',
      'data',
      'id',
      'source',
      'type',
      'specversion',
    ]);
  });
});
