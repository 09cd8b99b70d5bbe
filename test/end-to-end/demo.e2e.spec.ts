import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BarometerProcess, buildProgram, run } from './barometer-process.ts';

let folder: string;

beforeAll(async () => {
  await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'barometer-demo-test-'));
});
afterEach(() => BarometerProcess.killAll());
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the demo', () => {
  it('shows KPIs and alerts, ends by itself, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await run(['demo', '--for', '5s', '--port', '0'], { BAROMETER_DATA_DIR: folder });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+\/docs/);
    expect(stdout).toMatch(/│ Net Promoter Score +│ +[+−]\d+\.\d │ +\d+ │/);
    expect(stdout).toMatch(/\d\d:\d\d:\d\d {2}critical {2}Detractor: [0-6] on nps-0-10/);
    expect(stdout).toMatch(/│ events of the past +│ +\d\d,\d{3} │/);
    expect(stdout).toMatch(/│ events refused +│ +0 │/);
    expect(stdout).toMatch(/│ resident memory of this process +│ \d+ MB, at most \d+ MB │/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('Everything is stopped, and the data of the demo are removed.');
    expect(code).toBe(0);
    await expect(readdir(join(folder, 'demo'))).rejects.toThrow('ENOENT');
  });

  it('is stopped in order by Ctrl-C', async () => {
    const demo = new BarometerProcess(['demo', '--port', '0'], { BAROMETER_DATA_DIR: folder });
    await expect.poll(() => demo.text, { timeout: 60_000, interval: 100 }).toContain('Sending two weeks');
    expect(await demo.interrupt()).toBe(0);
    expect(demo.text).toContain('Everything is stopped');
    await expect(readdir(join(folder, 'demo'))).rejects.toThrow('ENOENT');
  });
});
