import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerUnreachable } from '../delivery/intake-client.ts';
import { RecordingIntake, type Verdict } from '../delivery/recording-intake.fixture.ts';
import type { ImportRequest } from './import-request.ts';
import { ImportRefused } from './mapping/problem.ts';
import type { RejectedRow } from './rejected-rows.ts';
import { runImport } from './run-import.ts';

const MAPPING = `
mapping: test
row: ticket-state-change
zone: UTC
sort: [at]
event:
  id: '{Id}'
  ticketId: '{Id}'
  state: opened
  at: { column: At, date: iso }
`;

let folder: string;
let intake: RecordingIntake | undefined;
const notes: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'barometer-import-test-'));
  notes.length = 0;
});
afterEach(async () => {
  await intake?.stop();
  rmSync(folder, { recursive: true });
});

/** Rows in the wrong order of time; every seventh has a date that is none. */
function writeRows(count: number): string {
  const rows = Array.from({ length: count }, (_, place) => {
    const minute = String(count - 1 - place).padStart(2, '0');
    return `T-${place},${place % 7 === 6 ? 'never' : `2026-11-20T10:${minute}:00`}`;
  });
  writeFileSync(join(folder, 'rows.csv'), `Id,At\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'mapping.yaml'), MAPPING);
  return join(folder, 'rows.csv');
}

async function start(verdict?: (ids: readonly string[], request: number) => Verdict) {
  intake = await RecordingIntake.start(
    (events, request) =>
      verdict?.(
        events.map(({ id }) => id),
        request,
      ) ?? {},
  );
  return intake;
}

function run(
  request: Partial<ImportRequest>,
  signal = new AbortController().signal,
  sending = (_events: number) => {},
) {
  const display = { note: (text: string) => void notes.push(text), reading: () => {}, sending, close: () => {} };
  return runImport(
    {
      mapping: join(folder, 'mapping.yaml'),
      files: [join(folder, 'rows.csv')],
      to: intake?.url ?? 'http://127.0.0.1:1',
      parameters: new Map(),
      batch: 5,
      restart: false,
      dryRun: false,
      patience: 0,
      sortMemory: 1_000,
      ...request,
    },
    { now: Date.now, signal, display, temporaryFolder: folder },
  );
}

const rejectedRows = () =>
  readFileSync(join(folder, 'rows.csv.rejected.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RejectedRow);

describe('an import', () => {
  it('sends every row in time order and says what it could not use', async () => {
    const file = writeRows(30);
    const intake = await start((ids) => ({ refuse: ids.filter((id) => id === 'T-3') }));
    const { tally, finished, rejectedFile } = await run({});

    expect(finished).toBe(true);
    expect(tally).toMatchObject({ rows: 30, rejectedRows: 4, events: 26, accepted: 25, refused: 1 });
    expect(intake.taken.map(({ time }) => time)).toEqual(intake.taken.map(({ time }) => time).toSorted());
    expect(new Set(intake.taken.map(({ source }) => source))).toEqual(new Set(['/imports/test']));
    expect(rejectedFile).toBe(`${file}.rejected.ndjson`);
    expect(
      rejectedRows()
        .filter(({ by }) => by === 'mapping')
        .map(({ line, row }) => [line, row]),
    ).toEqual([
      [8, 'T-6,never'],
      [15, 'T-13,never'],
      [22, 'T-20,never'],
      [29, 'T-27,never'],
    ]);
    expect(rejectedRows().filter(({ by }) => by === 'server')).toEqual([
      {
        file,
        line: 5,
        by: 'server',
        problems: [{ path: 'data.state', reason: 'is odd' }],
        row: 'T-3,2026-11-20T10:26:00',
        event: 'T-3',
        place: 22,
      },
    ]);
    // No position and no chunk of the sort is left.
    expect(readdirSync(folder).toSorted()).toEqual(['mapping.yaml', 'rows.csv', 'rows.csv.rejected.ndjson']);
  });

  it('goes on after a server that went away, without a gap and without rejecting twice', async () => {
    writeRows(30);
    const first = await start((ids, request) => (request > 2 ? { status: 503 } : { refuse: ids.slice(0, 1) }));
    await expect(run({ patience: 100 })).rejects.toThrow(ServerUnreachable);
    expect(first.taken).toHaveLength(8);
    expect(existsSync(join(folder, 'rows.csv.import-position.json'))).toBe(true);
    const port = Number(new URL(first.url).port);
    await first.stop();

    intake = await RecordingIntake.start(() => ({}), port);
    const { tally, finished } = await run({});
    expect(finished).toBe(true);
    expect(notes.at(-1)).toMatch(/^Going on after 10 events/);
    expect(tally).toMatchObject({ rows: 30, events: 26, sentBefore: 10, accepted: 16 });
    expect(new Set([...first.taken, ...intake.taken].map(({ id }) => id)).size).toBe(24);
    expect(
      rejectedRows()
        .map(({ by }) => by)
        .toSorted(),
    ).toEqual([...Array(4).fill('mapping'), 'server', 'server']);
  });

  it('stops cleanly when it is told to, and goes on from there', async () => {
    writeRows(30);
    const intake = await start();
    const abort = new AbortController();
    const { finished } = await run({}, abort.signal, (events) => events >= 10 && abort.abort());
    expect(finished).toBe(false);
    const sent = intake.taken.length;
    expect(sent).toBeLessThan(26);

    await run({});
    expect(new Set(intake.taken.map(({ id }) => id)).size).toBe(26);
    // At most what was under way when it was stopped came a second time.
    expect(intake.taken.length - 26).toBeLessThanOrEqual(sent - 10);
  });

  it('begins anew when asked to, when the file differs, or when it was finished', async () => {
    writeRows(20);
    const intake = await start();
    const abort = new AbortController();
    const stopped = () => run({}, abort.signal, () => abort.abort());
    await stopped();
    expect((await run({ restart: true })).tally).toMatchObject({ sentBefore: 0, accepted: 18 });
    expect((await run({})).tally).toMatchObject({ sentBefore: 0, accepted: 18 });
    writeFileSync(
      join(folder, 'rows.csv.import-position.json'),
      JSON.stringify({ version: 1, fingerprint: 'of another', startedAt: 1, acknowledged: 5 }),
    );
    expect((await run({})).tally).toMatchObject({ sentBefore: 0, accepted: 18 });
    expect(intake.taken.length).toBeGreaterThanOrEqual(3 * 18);
  });

  it('sends nothing in a dry run', async () => {
    writeRows(10);
    const intake = await start();
    const { tally, sample } = await run({ dryRun: true, source: '/elsewhere' });
    expect(tally).toMatchObject({ rows: 10, events: 9, rejectedRows: 1, accepted: 0 });
    expect(sample.map((json) => JSON.parse(json) as object)).toMatchObject([
      { id: 'T-9', source: '/elsewhere' },
      { id: 'T-8' },
      { id: 'T-7' },
    ]);
    expect(intake.requests).toBe(0);
  });

  it('takes several files as one, in time order across them', async () => {
    writeRows(4);
    writeFileSync(join(folder, 'more.csv'), 'At,Id\n2026-11-20T10:01:30,T-x\n,T-y\n');
    const intake = await start();
    await run({ files: [join(folder, 'rows.csv'), join(folder, 'more.csv')] });
    expect(intake.taken.map(({ id }) => id)).toEqual(['T-3', 'T-2', 'T-x', 'T-1', 'T-0']);
    expect(rejectedRows()).toMatchObject([
      { file: join(folder, 'more.csv'), line: 3, problems: [{ path: 'event.at' }] },
    ]);
  });

  it('is refused before anything is sent', async () => {
    writeRows(4);
    const intake = await start();
    writeFileSync(join(folder, 'other.csv'), 'Id,When\nT-x,2026-11-20T10:01:30\n');
    const files = [join(folder, 'rows.csv'), join(folder, 'other.csv')];
    await expect(run({ files })).rejects.toThrow(
      /other\.csv does not have.*"At", named at event\.at.*Its columns are: Id, When/s,
    );
    await expect(run({ files: [join(folder, 'none.csv')] })).rejects.toThrow(ImportRefused);
    await expect(run({ mapping: 'no-such' })).rejects.toThrow(/no mapping "no-such".*nps-answers/);
    await expect(run({ parameters: new Map([['year', '2014']]) })).rejects.toThrow(/--set year=… is no parameter/);
    expect(intake.requests).toBe(0);
  });
});
