import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { decodeEnvelope, readStructured } from '#libs/events';
import { RecordingIntake } from '../delivery/recording-intake.fixture.ts';
import { runImport } from './run-import.ts';

const root = join(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'barometer-shipped-'));
let intake: RecordingIntake | undefined;
afterEach(async () => intake?.stop());
afterAll(() => rmSync(folder, { recursive: true }));

const parameters: Record<string, Record<string, string>> = { 'airport-survey': { year: '2017' } };

async function importExample(mapping: string) {
  intake = await RecordingIntake.start();
  const example = readdirSync(join(root, 'examples')).find((name) => name.startsWith(`${mapping}.`)) ?? 'none';
  const { tally } = await runImport(
    {
      mapping,
      files: [join(root, 'examples', example)],
      to: intake.url,
      parameters: new Map(Object.entries(parameters[mapping] ?? {})),
      batch: 4,
      rejected: join(folder, 'rejected.ndjson'),
      restart: false,
      dryRun: false,
      patience: 0,
      sortMemory: 1_000_000,
    },
    {
      now: () => Date.parse('2026-11-22T12:00:00Z'),
      signal: new AbortController().signal,
      display: { note: () => {}, reading: () => {}, sending: () => {}, close: () => {} },
      temporaryFolder: folder,
    },
  );
  return { tally, events: intake.taken };
}

const expected: Record<string, object> = {
  'airport-survey': { rows: 6, accepted: 5, skipped: new Map([['no answer', 1]]) },
  'nps-answers': { rows: 10, accepted: 9, skipped: new Map([['no answer', 1]]) },
  'servicenow-incident-log': { rows: 13, accepted: 13 },
  'status-log': { rows: 11, accepted: 11 },
  'survey-responses': { rows: 4, accepted: 3, skipped: new Map([['no answer', 1]]) },
  'ticket-export': { rows: 6, accepted: 16, skipped: new Map([['left out by the mapping', 1]]) },
};

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('shipped mappings', () => {
  it('are all tried here', () => {
    expect(
      readdirSync(join(root, 'mappings'))
        .map((name) => name.replace(/\.yaml$/, ''))
        .toSorted(),
    ).toEqual(Object.keys(expected));
  });

  it.each(Object.keys(expected))('make events that Barometer accepts: %s', async (mapping) => {
    const { tally, events } = await importExample(mapping);
    expect(tally).toMatchObject({ ...expected[mapping], rejectedRows: 0, refused: 0 });
    for (const event of events) {
      const read = readStructured(JSON.stringify(event), event, NOW);
      expect(read.ok ? decodeEnvelope(read.envelope, NOW) : read).toMatchObject({ ok: true });
    }
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });
});

describe('the ServiceNow mapping', () => {
  it('never says earlier than the log what the look-ahead columns hold', async () => {
    const { events } = await importExample('servicenow-incident-log');
    const told = events.map(({ id, time, data }) => ({ id, time, ...data })) as {
      id: string;
      time: string;
      ticketId: string;
      state: string;
      resolvedAt?: string | null;
      sla?: { met: boolean };
    }[];
    for (const { state, time, resolvedAt, sla } of told) {
      if (typeof resolvedAt === 'string') expect(resolvedAt <= time).toBe(true);
      if (state !== 'closed') expect(sla).toBeUndefined();
    }
    const ofTicket = (ticket: string) => told.filter(({ ticketId }) => ticketId === ticket);
    // Resolved twice: on the first Resolved row the file already holds the second resolution.
    expect(
      ofTicket('INC901')
        .filter(({ state }) => state === 'resolved')
        .map(({ resolvedAt }) => resolvedAt),
    ).toEqual([null, '2026-11-05T16:20:00.000Z']);
    expect(ofTicket('INC901').at(-1)).toMatchObject({
      state: 'closed',
      sla: { met: false },
      resolvedAt: '2026-11-05T16:20:00.000Z',
    });
    // Closed without a resolution: that is said, not left open.
    expect(ofTicket('INC902').at(-1)).toMatchObject({ state: 'closed', resolvedAt: null });
  });
});
