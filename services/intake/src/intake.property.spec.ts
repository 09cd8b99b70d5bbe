import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemoryEventLog } from '#libs/event-log';
import { decodeEvent } from '#libs/events';
import { givenEventLog, givenIntake, NOW, recordsIn } from './given-intake.fixture.ts';
import type { IntakeAnswer } from './intake.ts';

let eventLog: MemoryEventLog;
let app: NestFastifyApplication;

beforeAll(async () => {
  eventLog = givenEventLog();
  app = await givenIntake(eventLog);
});
afterAll(async () => {
  await app.close();
  await eventLog.close();
});

const contentType = fc.oneof(
  fc.constantFrom('application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'),
  fc.constantFrom('application/x-ndjson', 'application/json;charset=utf-8', 'text/plain', 'application/cloudevents'),
  fc.stringMatching(/^[a-z+;=/ ]{0,30}$/),
);
const attributes = fc.dictionary(
  fc.constantFrom('ce-id', 'ce-source', 'ce-type', 'ce-specversion', 'ce-time', 'ce-x'),
  fc.oneof(fc.constantFrom('1.0', 'survey.sent.v1', '%C3%A9', '%ff'), fc.stringMatching(/^[ -~]{0,20}$/)),
);

async function post(payload: Buffer, headers: Record<string, string>) {
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/v1/events', payload, headers });
  return { statusCode, body: JSON.parse(body) as Partial<IntakeAnswer> };
}

describe('POST /v1/events', () => {
  it('answers arbitrary bytes with 202 or a refusal of theirs, never with a failure of ours', async () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.string().map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(payload, contentType, attributes, async (payload, contentType, attributes) => {
        const { statusCode } = await post(Buffer.from(payload), { ...attributes, 'content-type': contentType });
        expect([202, 400, 415]).toContain(statusCode);
      }),
      { numRuns: 2_000 },
    );
  });

  it('accepts exactly the right events of a request, however they are mixed and sent', async () => {
    const right = fc.constantFrom('survey.sent.v1', 'survey.withdrawn.v1').map((type) => ({
      specversion: '1.0',
      source: '/desk',
      type,
      data: { responseId: 'r-1' },
    }));
    const wrong = fc.oneof(
      fc.jsonValue(),
      right.map((event) => ({ ...event, type: 'order.placed.v1' })),
    );
    const mixed = fc.array(
      fc.oneof(
        right.map((event) => ({ event, isRight: true })),
        wrong.map((event) => ({ event, isRight: false })),
      ),
      { minLength: 1 },
    );
    let sent = 0;
    const expected: string[] = [];
    await fc.assert(
      fc.asyncProperty(mixed, fc.boolean(), async (items, asLines) => {
        const named = items.map(({ event, isRight }) => {
          const id = `e-${(sent += 1)}`;
          if (isRight) expected.push(id);
          return JSON.stringify(isRight ? { ...(event as object), id } : event);
        });
        const payload = Buffer.from(asLines ? named.join('\n') : `[${named.join(' , ')}]`);
        const { statusCode, body } = await post(payload, {
          'content-type': asLines ? 'application/x-ndjson' : 'application/json',
        });
        const accepted = items.filter(({ isRight }) => isRight).length;
        expect([statusCode, body.accepted]).toEqual([accepted > 0 ? 202 : 400, accepted]);
        expect(body.results?.map(({ status }) => status === 202)).toEqual(items.map(({ isRight }) => isRight));
      }),
      { numRuns: 300 },
    );
    const stored = (await recordsIn(eventLog)).map((record) => decodeEvent(record, NOW));
    const ids = stored.map((decoded) => (decoded.ok ? decoded.event.id : 'unreadable'));
    expect(ids.filter((id) => id.startsWith('e-')).sort()).toEqual(expected.sort());
  });
});
