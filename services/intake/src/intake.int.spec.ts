import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogUnavailable, MemoryEventLog } from '#libs/event-log';
import { decodeEvent } from '#libs/events';
import { givenEventLog, givenIntake, MOST_BYTES, NOW, recordsIn } from './given-intake.fixture.ts';

const ANSWERED = {
  responseId: 'r-1',
  answeredAt: '2026-11-20T10:00:00.000Z',
  answers: [{ question: 'recommend', scale: 'nps-0-10', score: 3 }],
};
const TICKET = { ticketId: 'T-1', state: 'opened', at: '2026-11-20T09:00:00.000Z' };
const event = (id: string, type: string, data: object) => ({ specversion: '1.0', id, source: '/desk', type, data });
const answered = (id: string) => event(id, 'survey.answered.v1', ANSWERED);
const offScale = (id: string) =>
  event(id, 'survey.answered.v1', { ...ANSWERED, answers: [{ ...ANSWERED.answers[0], score: 11 }] });
const opened = (id: string) => event(id, 'ticket.state-changed.v1', TICKET);

let eventLog: MemoryEventLog;
let app: NestFastifyApplication;

beforeEach(async () => {
  eventLog = givenEventLog();
  app = await givenIntake(eventLog);
});
afterEach(async () => {
  await app.close();
  await eventLog.close();
});

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, to = app) {
  const response = await fetch(`${await to.getUrl()}/v1/events`, { method: 'POST', body, headers });
  const contentType = response.headers.get('content-type')?.split(';')[0];
  return { status: response.status, contentType, headers: response.headers, body: await response.json() };
}
const postJson = (value: unknown, type = 'application/cloudevents+json') =>
  post(JSON.stringify(value), { 'content-type': type });

async function storedIds(): Promise<string[]> {
  const decoded = (await recordsIn(eventLog)).map((record) => decodeEvent(record, NOW));
  return decoded.map((event) => (event.ok ? event.event.id : 'unreadable')).sort();
}

describe('POST /v1/events accepts', () => {
  it('one event, appended as it was written, keyed by its subject, in binary mode', async () => {
    const data =
      '{ "responseId":"r-1", "kept": 12345678901234567890, "answeredAt":"2026-11-20T10:00:00Z",' +
      '"answers":[{"question":"q","scale":"nps-0-10","score":9}] }';
    const attributes = '"specversion":"1.0","id":"e-1","source":"/desk","type":"survey.answered.v1","tenant":"north"';
    const { status, body } = await post(`{"data":${data},${attributes}}`, {
      'content-type': 'application/cloudevents+json; charset=UTF-8',
    });
    expect([status, body]).toEqual([
      202,
      { accepted: 1, rejected: 0, results: [{ index: 0, id: 'e-1', source: '/desk', status: 202 }] },
    ]);
    const [record] = await recordsIn(eventLog);
    expect(record?.topic).toBe('survey-answered');
    expect(Buffer.from(record?.key ?? []).toString()).toBe('r-1');
    expect(Buffer.from(record?.value ?? []).toString()).toBe(data);
    const headers = Object.entries(record?.headers ?? {}).map(([name, text]) => [name, Buffer.from(text).toString()]);
    expect(Object.fromEntries(headers)).toEqual({
      ce_specversion: '1.0',
      ce_id: 'e-1',
      ce_source: '/desk',
      ce_type: 'survey.answered.v1',
      ce_tenant: 'north',
      'content-type': 'application/json',
    });
  });

  it.each(['application/cloudevents-batch+json', 'application/json'])(
    'an array as %s, each to its topic',
    async (type) => {
      const { status, body } = await postJson([answered('e-1'), opened('e-2')], type);
      expect([status, body]).toMatchObject([202, { accepted: 2, rejected: 0 }]);
      const records = await recordsIn(eventLog);
      expect(records.map(({ topic, key }) => `${topic} ${Buffer.from(key ?? []).toString()}`).sort()).toEqual([
        'survey-answered r-1',
        'ticket-state T-1',
      ]);
    },
  );

  it('one event in binary mode, its attributes in percent-encoded headers', async () => {
    const { status } = await post(JSON.stringify(TICKET), {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'caf%C3%A9',
      'ce-source': '/desk',
      'ce-type': 'ticket.state-changed.v1',
      'ce-recordedtime': '2026-11-20T09:00:05Z',
    });
    expect(status).toBe(202);
    const [record] = await recordsIn(eventLog);
    if (record === undefined) throw new Error('nothing was appended');
    const recordedAt = Date.parse('2026-11-20T09:00:05Z');
    expect(decodeEvent(record, NOW)).toMatchObject({ ok: true, event: { id: 'café', subject: 'T-1', recordedAt } });
  });

  it('the right events beside wrong ones, and says of each wrong one what is wrong', async () => {
    const { status, body } = await postJson([answered('e-1'), offScale('e-2'), 7, opened('e-4')], 'application/json');
    expect(status).toBe(202);
    expect(body).toEqual({
      accepted: 2,
      rejected: 2,
      results: [
        { index: 0, id: 'e-1', source: '/desk', status: 202 },
        {
          index: 1,
          id: 'e-2',
          source: '/desk',
          status: 400,
          reason: 'score-out-of-range',
          problems: [
            {
              path: 'data.answers[0].score',
              message: 'must be a whole number from 0 to 10 on scale nps-0-10, got 11',
            },
          ],
        },
        {
          index: 2,
          status: 400,
          reason: 'missing-attribute',
          problems: [
            { path: '', message: 'must be a CloudEvent, an object with id, source, type, specversion and data; got 7' },
          ],
        },
        { index: 3, id: 'e-4', source: '/desk', status: 202 },
      ],
    });
    expect(await storedIds()).toEqual(['e-1', 'e-4']);
  });

  it('the right lines of NDJSON beside a broken one, one that is no UTF-8 and empty ones', async () => {
    const lines = Buffer.concat([
      Buffer.from(`\uFEFF${JSON.stringify(answered('e-1'))}\r\n\r\n{"id":\n`),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from(JSON.stringify(opened('e-5'))),
    ]);
    const { status, body } = await post(lines, { 'content-type': 'application/x-ndjson' });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      accepted: 2,
      rejected: 2,
      results: [
        { line: 1, id: 'e-1', status: 202 },
        { line: 3, status: 400, reason: 'malformed-json', problems: [{ path: '' }] },
        {
          line: 4,
          status: 400,
          reason: 'invalid-utf8',
          problems: [{ message: 'must be UTF-8: byte 1 (counted from 0) begins no character' }],
        },
        { line: 5, id: 'e-5', status: 202 },
      ],
    });
    expect(await storedIds()).toEqual(['e-1', 'e-5']);
  });
});

describe('POST /v1/events refuses with a problem document', () => {
  const json = { 'content-type': 'application/json' };

  it('a request without one right event, with the result of each', async () => {
    const { status, contentType, body } = await postJson([offScale('e-1'), offScale('e-2')], 'application/json');
    expect([status, contentType]).toEqual([400, 'application/problem+json']);
    expect(body).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      instance: '/v1/events',
      detail:
        'None of the 2 events was accepted. The first: data.answers[0].score must be a whole number from 0 to 10 on scale nps-0-10, got 11.',
      accepted: 0,
      rejected: 2,
      results: [
        { index: 0, status: 400 },
        { index: 1, status: 400 },
      ],
    });
    expect(await storedIds()).toEqual([]);
  });

  it.each([
    ['broken JSON, and where it breaks', '{"id":1,}', json, 400, 'at position 8 (line 1 column 9)'],
    ['bytes that are no UTF-8, and which', Buffer.from([0x5b, 0xff]), json, 400, 'byte 1 (counted from 0)'],
    ['nothing', '', json, 400, 'holds no event'],
    ['an empty array', '[]', json, 400, 'holds no event'],
    ['no line', '\n\n', { 'content-type': 'application/x-ndjson' }, 400, 'holds no event'],
    ['more events than it takes', `[${'1,'.repeat(20_000)}1]`, json, 413, 'more than 20000 events'],
    [
      'more lines than it takes',
      '1\n'.repeat(20_001),
      { 'content-type': 'application/x-ndjson' },
      413,
      'more than 20000',
    ],
    ['more bytes than it takes', ' '.repeat(MOST_BYTES + 1), json, 413, 'too large'],
    ['another content type', '<a/>', { 'content-type': 'text/xml' }, 415, 'its content-type is text/xml'],
    ['another charset', '[]', { 'content-type': 'application/json; charset=latin1' }, 415, 'its charset is latin1'],
    ['a compressed body', '[]', { ...json, 'content-encoding': 'gzip' }, 415, 'send it uncompressed'],
  ])('%s', async (_, sent, headers, status, detail) => {
    const response = await post(sent, headers);
    expect([response.status, response.contentType]).toEqual([status, 'application/problem+json']);
    expect(response.body).toMatchObject({
      status,
      instance: '/v1/events',
      detail: expect.stringContaining(detail) as string,
    });
    expect(await storedIds()).toEqual([]);
  });

  it('everything, with the wish to be asked again, while the log is out of reach', async () => {
    class LogOutOfReach extends MemoryEventLog {
      override async append(): Promise<void> {
        throw new LogUnavailable('no broker answers');
      }
    }
    const cutOff = await givenIntake(new LogOutOfReach({ clock: () => NOW }));
    try {
      const { status, contentType, headers } = await post(JSON.stringify(answered('e-1')), json, cutOff);
      expect([status, contentType, headers.get('retry-after')]).toEqual([503, 'application/problem+json', '5']);
    } finally {
      await cutOff.close();
    }
  });
});
