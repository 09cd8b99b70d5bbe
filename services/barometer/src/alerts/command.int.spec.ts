import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertsCommand } from './command.ts';

const EXAMPLE = ['--mapping', 'survey-responses', '--file', 'examples/survey-responses.ndjson'];

let folder: string;
let printed: string;
let complained: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barometer-alerts-'));
  [printed, complained] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((complained += String(text)), true));
});

afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(folder, { recursive: true });
});

const run = (...more: string[]) =>
  alertsCommand().parseAsync(['test', ...EXAMPLE, '--from', '2026-11-01', '--to', '2026-12-01', ...more], {
    from: 'user',
  });

async function rulesFile(text: string): Promise<string> {
  const path = join(folder, 'rules.yaml');
  await writeFile(path, text);
  return path;
}

describe('barometer alerts test', () => {
  it('lists what the shipped rules would have said of an export', async () => {
    await run();
    expect(printed).toMatch(/critical │ Detractor: \d on nps-0-10/);
    expect(printed).toMatch(/^\d+ alerts in \d+ lines, from \d+ events\.$/m);
    expect(complained).toBe('');
  });

  it('takes rules of one’s own', async () => {
    const off = ['detractor', 'dissatisfied-answer'];
    await run('--rules', await rulesFile(`version: 1\noff: [${off.join(', ')}]\n`));
    expect(printed).not.toContain('Detractor');
  });

  it('says everything that is wrong with them, and where', async () => {
    const path = await rulesFile('version: 0\noff: [nothing]\n');
    await run('--rules', path);
    expect(complained).toContain(`${path} is wrong:`);
    expect(complained).toContain('version must be a whole number from 1');
    expect(complained).toContain('off[0] is no shipped rule (nothing)');
    expect(process.exitCode).toBe(2);
  });

  it('refuses a span that ends before it begins, and a mapping that is not there', async () => {
    await run('--to', '2026-10-01');
    expect(complained).toContain('--to must be after --from');
    await run('--mapping', 'nowhere');
    expect(complained).toContain('There is no mapping "nowhere"');
  });
});
