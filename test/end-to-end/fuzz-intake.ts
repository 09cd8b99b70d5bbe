import * as fc from 'fast-check';
import { expect } from 'vitest';
import { answered as givenAnswer, ticket } from './given-events.ts';

const ANSWERS = new Set([202, 400, 413, 415]);

const right = fc.constantFrom(
  givenAnswer({ responseId: 'fuzz', score: 4, at: Date.now(), team: 'fuzz', comment: 'ok' }),
  ticket('T-fuzz', 'opened', Date.now(), 'fuzz'),
);

const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('9'.repeat(400), 1e308, -0, '2026-13-45T99:99:99Z', '\ud800', '__proto__', [], {}, null),
  fc.string({ unit: 'binary' }),
);

/** A right event, one or more places of which hold something else. */
const spoilt = fc
  .tuple(right, fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), anything), { maxLength: 4 }))
  .map(([event, changes]) => changes.reduce<unknown>((value, [path, put]) => replaced(value, path, put), event));

/** Follows the path, each number choosing among what is there, and puts something else at its end. */
function replaced(value: unknown, [step, ...rest]: readonly number[], put: unknown): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return put;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return put;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  (copy as Record<string, unknown>)[key] = replaced((value as Record<string, unknown>)[key], rest, put);
  return copy;
}

const json = fc.oneof(spoilt, fc.array(spoilt, { maxLength: 5 }), fc.jsonValue()).map((value) => JSON.stringify(value));

/** Text with a piece cut out of it or bytes put into it. */
const broken = fc
  .tuple(json, fc.nat(), fc.nat({ max: 30 }), fc.uint8Array({ maxLength: 8 }))
  .map(([text, at, cut, put]) => {
    const bytes = Buffer.from(text);
    const from = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
  });

const lines = fc
  .array(
    fc.oneof(
      json.map((text) => Buffer.from(text)),
      broken,
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')])));

const body = fc.oneof(
  json.map((text) => Buffer.from(text)),
  broken,
  lines,
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

const contentType = fc.constantFrom(
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/json',
  'application/json; charset=utf-16',
  'application/x-ndjson',
  'text/plain',
  ';;;',
);

/** What a header may hold at all. */
const headerText = fc.oneof(
  fc.constantFrom('1.0', '2.0', 'survey.answered.v1', '%', '%E0%A4%A', '2026-11-20', ''),
  fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\u0020-\u007e]/g, '').trim()),
);

const headers = fc.dictionary(
  fc.constantFrom(
    'ce-id',
    'ce-source',
    'ce-type',
    'ce-specversion',
    'ce-time',
    'ce-recordedtime',
    'ce-x',
    'content-encoding',
  ),
  headerText,
  { maxKeys: 6 },
);

/**
 * Posts anything to the intake, for about so many milliseconds: each answer has one of the statuses that are documented, a
 * body of JSON that agrees with it, and comes in time.
 *
 * @returns how often each status was answered
 */
export async function fuzzIntake(
  url: string,
  { forAbout, within }: { forAbout: number; within: number },
): Promise<ReadonlyMap<number, number>> {
  const answered = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(body, contentType, headers, async (body, contentType, headers) => {
      const response = await fetch(`${url}/v1/events`, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': contentType },
        signal: AbortSignal.timeout(within),
      });
      const answer = (await response.json()) as { status?: number; accepted?: number };
      answered.set(response.status, (answered.get(response.status) ?? 0) + 1);
      expect(ANSWERS).toContain(response.status);
      if (response.status === 202) expect(answer.accepted).toBeGreaterThan(0);
      else expect(answer.status).toBe(response.status);
    }),
    { numRuns: 2_000, interruptAfterTimeLimit: forAbout, markInterruptAsFailure: false },
  );
  return answered;
}
