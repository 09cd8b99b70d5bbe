import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DAY, formatInstant, HOUR } from '#core/time';
import { startTestPostgres, type TestPostgres } from '#libs/postgres';
import { BarometerProcess, buildProgram, run, withFolder } from './barometer-process.ts';
import { fuzzIntake } from './fuzz-intake.ts';
import { answered } from './given-events.ts';
import type { HttpClient } from './http-client.ts';
import { until } from './installation.ts';

const MOST_BYTES = 64 * 1024;

let postgres: TestPostgres;
let barometer: BarometerProcess;
let client: HttpClient;

beforeAll(async () => {
  await buildProgram();
  postgres = await startTestPostgres();
  barometer = new BarometerProcess(['start'], {
    DATABASE_URL: await postgres.createDatabase(),
    BAROMETER_HTTP_PORT: '0',
    BAROMETER_MAX_BODY_BYTES: String(MOST_BYTES),
  });
  client = await barometer.ready();
});
afterEach(async () => {
  // Whatever came in: the process lives on, and has nothing to say of failures of its own.
  expect(await client.get('/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
  expect(barometer.text).not.toMatch(/"level":"(error|fatal)"/);
});
afterAll(async () => {
  await BarometerProcess.killAll();
  await postgres?.stop();
});

/** An event that is right but for what is changed in it. */
function wrong(
  id: string,
  changes: { readonly event?: object; readonly data?: object; readonly answer?: object },
): object {
  const right = answered({ responseId: id, score: 3, at: Date.now() - HOUR, team: 'nobody' });
  const { answers, ...data } = right.data as { answers: object[] };
  return {
    ...right,
    data: { ...data, answers: answers.map((answer) => ({ ...answer, ...changes.answer })), ...changes.data },
    ...changes.event,
  };
}

const tomorrowAndMore = formatInstant(Date.now() + 2 * DAY);

describe('a wrong event beside right ones', () => {
  it.each([
    ['an unknown type', { event: { type: 'survey.answerd.v1' } }, 'unknown-type', 'type', 'survey.answered.v1'],
    ['no type', { event: { type: undefined } }, 'missing-attribute', 'type', 'is missing'],
    ['an unknown scale', { answer: { scale: 'stars-0-5' } }, 'unknown-scale', 'data.answers[0].scale', 'nps-0-10'],
    ['a score out of range', { answer: { score: 11 } }, 'score-out-of-range', 'data.answers[0].score', 'from 0 to 10'],
    ['a score that is no number', { answer: { score: '9' } }, 'invalid-data', 'data.answers[0].score', 'from 0 to 10'],
    [
      'a date without zone',
      { data: { answeredAt: '2026-11-20T10:15:00' } },
      'time-without-zone',
      'data.answeredAt',
      'zone',
    ],
    [
      'a time in the far future',
      { data: { answeredAt: tomorrowAndMore } },
      'time-in-future',
      'data.answeredAt',
      'ahead',
    ],
    ['a time of the event in the far future', { event: { time: tomorrowAndMore } }, 'time-in-future', 'time', 'ahead'],
    ['a text that cannot be stored', { data: { comment: 'nul \u0000' } }, 'unstorable-text', 'data.comment', ''],
  ])('%s is told with its path, and the right ones count', async (what, changes, reason, path, says) => {
    const team = `desk beside ${what}`;
    const right = (id: string) => answered({ responseId: `${what} ${id}`, score: 10, at: Date.now() - HOUR, team });
    const body = JSON.stringify([right('before'), wrong(what, changes), right('after')]);
    const reply = await client.send(body, 'application/cloudevents-batch+json');
    expect(reply).toMatchObject({ status: 202, accepted: 2, rejected: 1 });
    expect(reply.results?.map(({ status }) => status)).toEqual([202, 400, 202]);
    expect(reply.results?.[1]).toMatchObject({ index: 1, id: `${what}-0`, reason });
    const problem = reply.results?.[1]?.problems?.[0];
    expect(problem?.path).toBe(path);
    expect(problem?.message).toContain(says);
    await until(async () => (await client.reading('nps', { window: '24h', team })).n).toBe(2);
    expect((await client.reading('nps', { window: '24h', team: 'nobody' })).n).toBe(0);
  });

  it('alone is answered with 400 and a problem document that names it', async () => {
    const body = JSON.stringify(wrong('alone', { answer: { score: 11 } }));
    expect(await client.send(body, 'application/cloudevents+json')).toMatchObject({
      status: 400,
      title: 'Bad Request',
      detail: expect.stringContaining('data.answers[0].score must be a whole number from 0 to 10') as string,
      instance: '/v1/events',
      accepted: 0,
    });
  });
});

describe('a body that is wrong as a whole', () => {
  it('malformed JSON: 400, with the place', async () => {
    const reply = await client.send('[{"specversion": "1.0",', 'application/json');
    expect(reply).toMatchObject({ status: 400, detail: expect.stringMatching(/^The body .*JSON/) as string });
  });

  it('invalid UTF-8: 400; one line of many spoils only itself', async () => {
    const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
    expect(await client.send(bytes, 'application/json')).toMatchObject({
      status: 400,
      detail: expect.stringContaining('UTF-8') as string,
    });
    const team = 'desk of lines';
    const line = (id: string) =>
      Buffer.from(`${JSON.stringify(answered({ responseId: id, score: 10, at: Date.now() - HOUR, team }))}\n`);
    const lines = Buffer.concat([line('l-1'), bytes, Buffer.from('\n{"half":\n'), line('l-2')]);
    const reply = await client.send(lines, 'application/x-ndjson');
    expect(reply).toMatchObject({ status: 202, accepted: 2, rejected: 2 });
    expect(reply.results?.map(({ line, status, reason }) => [line, status, reason])).toEqual([
      [1, 202, undefined],
      [2, 400, 'invalid-utf8'],
      [3, 400, 'malformed-json'],
      [4, 202, undefined],
    ]);
    await until(async () => (await client.reading('nps', { window: '24h', team })).n).toBe(2);
  });

  it('deeply nested JSON: read or refused, and never too deep for the process', async () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    const right = JSON.stringify(
      answered({ responseId: 'deep', score: 10, at: Date.now() - HOUR, team: 'desk of depth' }),
    );
    expect(await client.send(deep, 'application/json')).toMatchObject({ status: 400 });
    const beside = right.replace('"responseId"', `"unread":${deep},"responseId"`);
    expect(await client.send(beside, 'application/cloudevents+json')).toMatchObject({ status: 202 });
    await until(async () => (await client.reading('nps', { window: '24h', team: 'desk of depth' })).n).toBe(1);
  });

  it('an oversized body: 413, whatever its type; one just below is read', async () => {
    for (const type of ['application/json', 'application/x-ndjson', 'application/cloudevents+json']) {
      const reply = await client.send('x'.repeat(MOST_BYTES + 1), type);
      expect(reply, type).toMatchObject({ status: 413, title: 'Payload Too Large', instance: '/v1/events' });
    }
    expect(await client.send(' '.repeat(MOST_BYTES - 2) + '[]', 'application/json')).toMatchObject({
      status: 400,
      detail: expect.stringContaining('no event') as string,
    });
  });

  it('an unknown content type: 415, with those that are known', async () => {
    expect(await client.send('<event/>', 'text/xml')).toMatchObject({
      status: 415,
      detail: expect.stringContaining('application/x-ndjson') as string,
    });
  });

  it('anything at all: never an error of the server, never a hang', async () => {
    const answered = await fuzzIntake(client.url, { forAbout: 15_000, within: 5_000 });
    for (const status of [202, 400, 415]) expect(answered.get(status), String(status)).toBeGreaterThan(20);
    // What the intake took, the others can read.
    const lines = async (name: string) => (await client.metrics()).split('\n').filter((line) => line.startsWith(name));
    await until(async () =>
      (await lines('barometer_consumer_lag_records{')).filter((line) => !line.endsWith(' 0')),
    ).toEqual([]);
    expect(await lines('barometer_dead_letters_total{')).toEqual([]);
  });
});

describe('a wrong import', () => {
  const importing = (...options: string[]) => run(['import', '--to', client.url, ...options]);

  it('with a mapping that names a missing column sends nothing and says which', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'answers.csv');
      await writeFile(file, 'Airline,Customer\nPrep Air,c-1\n');
      const { code, stderr } = await importing('-m', 'nps-answers', '-f', file);
      expect(code).toBe(2);
      expect(stderr).toContain(`The file ${file} does not have these columns of the mapping:`);
      expect(stderr).toContain('"How likely are you to recommend this airline?", named at response.answers[0].score');
      expect(stderr).toContain('Its columns are: Airline, Customer.');
    }));

  it('with wrong rows puts those aside with line and reason, and imports the others', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'answers.csv');
      const score = 'How likely are you to recommend this airline?';
      const rows = ['c-1,9', 'c-2,eleven', 'c-3,11', 'c-4,0'].map((row) => `Rows Air,${row}`);
      await writeFile(file, [`Airline,CustomerID,${score}`, ...rows, ''].join('\n'));
      const { code, stdout } = await importing('-m', 'nps-answers', '-f', file);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/rejected/)]);
      const rejected = (await readFile(`${file}.rejected.ndjson`, 'utf8')).trim().split('\n');
      expect(rejected.map((line) => JSON.parse(line) as object)).toMatchObject([
        { file, line: 3, row: rows[1], problems: [{ path: 'response.answers[0].score' }] },
        { file, line: 4, row: rows[2] },
      ]);
      const read = () => client.reading('nps', { window: '24h', product: 'Rows Air' });
      await until(async () => (await read()).n).toBe(2);
      expect((await read()).value).toBe(0);
    }));
});
