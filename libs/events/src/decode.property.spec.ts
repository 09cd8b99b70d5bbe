import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCALES } from '#core/answers';
import { TICKET_STATES } from '#core/tickets';
import { formatInstant } from '#core/time';
import { decodeEvent, type Decoded } from './decode.ts';
import { compileGuard } from './json-schema.ts';
import { INPUT_TYPES } from './reading/input-types.ts';
import { REJECTION_REASONS } from './rejection.ts';
import { ratedDimensions } from './schemas/dimensions.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const RUNS = { numRuns: 2_000 };

const id = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const said = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 });
const time = fc.integer({ min: 0, max: NOW }).map(formatInstant);
const count = fc.nat(99);
const dimensions = Object.fromEntries(Object.keys(ratedDimensions).map((name) => [name, said(id)]));
const anyOf = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });

const answer = fc
  .constantFrom(...SCALES)
  .chain(({ id: scale, lowest, highest }) =>
    fc.record({ question: id, scale: fc.constant(scale), score: fc.integer({ min: lowest, max: highest }) }),
  );
const answered = fc.record(
  {
    responseId: id,
    revision: said(count),
    surveyId: said(id),
    answeredAt: time,
    answers: fc.uniqueArray(answer, { minLength: 1, maxLength: 8, selector: (a) => `${a.scale} ${a.question}` }),
    comment: said(id),
    respondent: said(anyOf({ id: said(id), company: said(id), segment: said(id), mayRecommend: said(fc.boolean()) })),
    about: said(anyOf({ ticketId: said(id), ...dimensions })),
    unknown: fc.jsonValue(),
  },
  { requiredKeys: ['responseId', 'answeredAt', 'answers'] },
);
const changed = fc.record(
  {
    ticketId: id,
    state: fc.constantFrom(...TICKET_STATES),
    at: time,
    sequence: said(count),
    openedAt: said(time),
    attributes: said(anyOf(dimensions)),
    counts: said(anyOf({ contacts: said(count), reassignments: said(count), reopens: said(count) })),
    sla: said(anyOf({ dueAt: said(time), met: said(fc.boolean()) })),
    resolvedAt: said(time),
  },
  { requiredKeys: ['ticketId', 'state', 'at'] },
);
const event = fc.oneof(
  answered.map((data) => ({ type: 'survey.answered.v1', data: data as unknown })),
  changed.map((data) => ({ type: 'ticket.state-changed.v1', data: data as unknown })),
  fc.record({
    type: fc.constantFrom('survey.sent.v1', 'survey.declined.v1', 'survey.withdrawn.v1'),
    data: fc.record({ responseId: id }) as fc.Arbitrary<unknown>,
  }),
);

/** Values on the edges of what the schemas allow, and values of the wrong kind. */
const stray = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    'a'.repeat(256),
    'a'.repeat(257),
    '👍'.repeat(129),
    0,
    -0,
    1.5,
    -1,
    10,
    11,
    2 ** 31,
  ),
  fc.constantFrom<unknown>(
    '2026-11-20',
    '2026-11-20T10:00:00',
    '2027-11-20T10:00:00Z',
    '2026-11-20T24:00:00Z',
    'nps-0-10',
  ),
  fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<unknown>,
);

/** Puts a stray value somewhere into JSON, or takes a field away. `way` picks a child at every level. */
function spoiled(value: unknown, way: readonly number[], stray: unknown): unknown {
  const [turn, ...rest] = way;
  if (turn === undefined || typeof value !== 'object' || value === null) return stray;
  const keys = Object.keys(value);
  const key = keys[turn % Math.max(keys.length, 1)];
  if (key === undefined) return stray;
  const copy = structuredClone(value) as Record<string, unknown>;
  if (rest.length === 0 && turn % 5 === 0) delete copy[key];
  else copy[key] = spoiled(copy[key], rest, stray);
  return copy;
}

const way = fc.array(fc.nat(60), { minLength: 1, maxLength: 3 });
const spoiledEvent = fc
  .tuple(event, way, stray)
  .map(([{ type, data }, way, stray]) => ({ type, data: spoiled(data, way, stray) }));

const headersOf = (type: string) => ({
  ce_specversion: Buffer.from('1.0'),
  ce_id: Buffer.from('e-1'),
  ce_source: Buffer.from('/desk'),
  ce_type: Buffer.from(type),
});
const decode = (type: string, data: unknown) =>
  decodeEvent({ value: Buffer.from(JSON.stringify(data)), headers: headersOf(type) }, NOW);

function expectVerdict(decoded: Decoded): void {
  if (decoded.ok) {
    expect(decoded.event.subject).not.toBe('');
    return;
  }
  expect(REJECTION_REASONS).toContain(decoded.rejection.reason);
  expect(decoded.rejection.problems.length).toBeGreaterThan(0);
  for (const { message } of decoded.rejection.problems) expect(message).not.toBe('');
}

describe('decodeEvent', () => {
  it('accepts every right event and keeps its text', () => {
    fc.assert(
      fc.property(event, ({ type, data }) => {
        const decoded = decode(type, data);
        expect(decoded).toMatchObject({ ok: true, event: { type, id: 'e-1', body: JSON.stringify(data) } });
      }),
      RUNS,
    );
  });

  it('gives a verdict on arbitrary bytes and headers', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const headers = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('ce_id', 'ce_type', 'Content-Type')), bytes);
    fc.assert(
      fc.property(fc.option(bytes), headers, (value, headers) => expectVerdict(decodeEvent({ value, headers }, NOW))),
      RUNS,
    );
  });

  it('gives a verdict on arbitrary JSON, as data and as a whole event', () => {
    const structured = { 'content-type': Buffer.from('application/cloudevents+json') };
    const attributes = anyOf({
      specversion: fc.constant('1.0'),
      id,
      source: id,
      type: stray,
      data: stray,
      time: stray,
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), stray, attributes), (value) => {
        const bytes = Buffer.from(JSON.stringify(value));
        for (const { type } of INPUT_TYPES) expectVerdict(decodeEvent({ value: bytes, headers: headersOf(type) }, NOW));
        expectVerdict(decodeEvent({ value: bytes, headers: structured }, NOW));
      }),
      RUNS,
    );
  });

  it('gives a verdict on an event with one thing changed', () => {
    fc.assert(
      fc.property(spoiledEvent, ({ type, data }) => expectVerdict(decode(type, data))),
      { numRuns: 4_000 },
    );
  });
});

describe('the compiled schema', () => {
  const guards = new Map(
    INPUT_TYPES.map(({ type, schema }) => [type as string, { schema, fits: compileGuard(schema) }]),
  );

  it('decides as zod does, but for times and repeated answers', () => {
    fc.assert(
      fc.property(fc.oneof(event, spoiledEvent), ({ type, data }) => {
        const guard = guards.get(type);
        const fits = guard?.fits(data);
        const parsed = guard?.schema.safeParse(data);
        const seenByZodAlone = parsed?.error?.issues.every(({ code }) => code === 'custom');
        expect(fits).toBe(parsed?.success === true || seenByZodAlone === true);
      }),
      { numRuns: 4_000 },
    );
  });

  it('leads to the same event as zod', () => {
    fc.assert(
      fc.property(fc.oneof(event, spoiledEvent), ({ type, data }) => {
        const inputType = INPUT_TYPES.find((candidate) => candidate.type === type);
        const parsed = inputType?.schema.safeParse(data);
        const read = inputType?.read(data, Number.MAX_SAFE_INTEGER - 1e9);
        expect(read?.ok).toBe(parsed?.success);
        if (parsed?.success === true) expect(read).toEqual(inputType?.read(parsed.data, Number.MAX_SAFE_INTEGER - 1e9));
      }),
      { numRuns: 4_000 },
    );
  });
});
