import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordingIntake } from '../delivery/recording-intake.fixture.ts';
import { importCommand } from './command.ts';

const examples = join(import.meta.dirname, '../../../../examples');
const folder = mkdtempSync(join(tmpdir(), 'barometer-command-'));
const rejected = ['--rejected', join(folder, 'r.rejected.ndjson')];

let intake: RecordingIntake;
let told: string;
beforeEach(async () => {
  intake = await RecordingIntake.start();
  told = '';
  const hear = (text: string | Uint8Array) => {
    told += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  vi.spyOn(process.stderr, 'write').mockImplementation(hear);
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await intake.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...words: readonly string[]): Promise<typeof process.exitCode> {
  await importCommand().parseAsync([...rejected, '--to', intake.url, ...words], { from: 'user' });
  return process.exitCode;
}

describe('barometer import', () => {
  it('ends with 0 and a table', async () => {
    expect(await run('-m', 'nps-answers', '-f', join(examples, 'nps-answers.csv'))).toBe(0);
    expect(told).toMatch(/rows read .* 10 /);
    expect(told).toMatch(/rows skipped: no answer .* 1 /);
    expect(told).toMatch(/accepted .* 9 /);
    expect(intake.taken).toHaveLength(9);
  });

  it('ends with 0 when some rows were rejected, and says where to look', async () => {
    const file = join(folder, 'rows.csv');
    writeFileSync(file, 'Airline,CustomerID,How likely are you to recommend this airline?\nA,1,9\nA,2,11\n');
    expect(await run('-m', 'nps-answers', '-f', file)).toBe(0);
    expect(told).toContain(`1 row was rejected: see ${join(folder, 'r.rejected.ndjson')}`);
  });

  it('ends with 2 when no row can be used, for the wrong file, mapping or parameter', async () => {
    const file = join(folder, 'rows.csv');
    writeFileSync(file, 'Airline,CustomerID,How likely are you to recommend this airline?\nA,1,eleven\n');
    expect(await run('-m', 'nps-answers', '-f', file)).toBe(2);
    expect(told).toContain('No row could be used');
    expect(await run('-m', 'nps-answers', '-f', join(examples, 'status-log.csv'))).toBe(2);
    expect(told).toContain('"Airline", named at response.id');
    expect(await run('-m', 'airport-survey', '-f', join(examples, 'airport-survey.csv'))).toBe(2);
    expect(told).toContain('has no default: add --set year=…');
    expect(intake.requests).toBe(0);
  });

  it('takes parameters, several files and a source', async () => {
    const file = join(examples, 'airport-survey.csv');
    const words = ['-m', 'airport-survey', '-f', file, '-f', file, '--set', 'year=2017', '--source', '/sfo'];
    expect(await run(...words)).toBe(0);
    expect(intake.taken).toHaveLength(10);
    expect(intake.taken[0]).toMatchObject({ source: '/sfo', data: { surveyId: 'airport-2017' } });
  });
});
