import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '#core/time';
import { BarometerProcess, buildProgram, run, withFolder } from './barometer-process.ts';
import { answered } from './given-events.ts';
import type { HttpClient } from './http-client.ts';
import { until } from './installation.ts';

beforeAll(buildProgram);
afterEach(() => BarometerProcess.killAll());

const team = 'desk-1';
const start = (folder: string) =>
  new BarometerProcess(['start'], { BAROMETER_DATA_DIR: folder, BAROMETER_HTTP_PORT: '0' });

/** The process of the PostgreSQL that runs on the folder. */
async function postgresOf(folder: string): Promise<number> {
  return Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function postOne(client: HttpClient, responseId: string): Promise<void> {
  await client.post(answered({ responseId, score: 10, at: Date.now() - HOUR, team }));
}

const count = async (client: HttpClient) => (await client.reading('nps', { window: '24h', team })).n;

describe('Barometer with its own PostgreSQL in one folder', () => {
  it('keeps its data over kill -9 and Ctrl-C, refuses a second start, and leaves no process behind', () =>
    withFolder(async (folder) => {
      const first = start(folder);
      const client = await first.ready();
      await postOne(client, 'before the kill');
      await until(() => count(client)).toBe(1);

      const second = await run(['start'], { BAROMETER_DATA_DIR: folder, BAROMETER_HTTP_PORT: '0' });
      expect(second.code).toBe(1);
      expect(second.stderr).toMatch(
        /^barometer cannot run: The data folder .* is in use by another Barometer \(process \d+\)/,
      );
      expect(second.stderr).toContain('BAROMETER_DATA_DIR');
      await postOne(client, 'after the second start');
      await until(() => count(client)).toBe(2);

      await first.kill();
      const next = start(folder);
      const nextClient = await next.ready();
      expect(await count(nextClient)).toBe(2);
      await postOne(nextClient, 'after the kill');
      await until(() => count(nextClient)).toBe(3);

      const postgres = await postgresOf(folder);
      expect(isAlive(postgres)).toBe(true);
      expect(await next.interrupt()).toBe(0);
      expect(next.text).toContain('"msg":"stopped"');
      expect(next.errorText).toBe('');
      await until(() => isAlive(postgres)).toBe(false);
      await expect(postgresOf(folder)).rejects.toThrow('ENOENT');
      await expect(nextClient.get('/health/live')).rejects.toThrow('fetch failed');
    }));

  it('is stopped by Ctrl-C while it is starting, too', () =>
    withFolder(async (folder) => {
      const starting = start(folder);
      await until(() => starting.text).toContain('PostgreSQL listens');
      const postgres = await postgresOf(folder);
      expect(await starting.interrupt()).toBe(0);
      await until(() => isAlive(postgres)).toBe(false);
    }));
});

describe('wrong settings', () => {
  it('are told all at once, and nothing is started', () =>
    withFolder(async (folder) => {
      const environment = {
        BAROMETER_DATA_DIR: folder,
        BAROMETER_HTTP_PORT: '80800',
        BAROMETER_LOG_LEVEL: 'loud',
        BAROMETER_HTTP_PROT: '8080',
        DATABASE_URL: 'mysql://desk:hunter2@db/desk',
      };
      for (const command of ['start', 'check']) {
        const { code, stdout, stderr } = await run([command], environment);
        expect(code, command).toBe(1);
        expect(stdout, command).toBe('');
        expect(stderr, command).toMatch(/^barometer.*: 4 settings are wrong:\n/);
        expect(stderr, command).toContain('BAROMETER_HTTP_PORT is "80800"; it must be a whole number from 0 to 65535.');
        expect(stderr, command).toContain('BAROMETER_LOG_LEVEL is "loud"; it must be one of');
        expect(stderr, command).toContain('Did you mean BAROMETER_HTTP_PORT?');
        expect(stderr, command).toContain('DATABASE_URL must be a URL such as postgres://');
        expect(stderr, command).not.toContain('hunter2');
      }
    }));
});
