import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { DAY } from '#core/time';
import { Database, runningEmbeddedPostgres } from '#libs/postgres';
import { BarometerProcess, buildProgram, run, withFolder } from './barometer-process.ts';
import type { HttpClient } from './http-client.ts';
import { until } from './installation.ts';

beforeAll(buildProgram);
afterEach(() => BarometerProcess.killAll());

/** What does not move with the clock: a window that ends at an instant of the past. */
async function readings(client: HttpClient, at: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const kpi of ['nps', 'backlog', 'resolution-time', 'sla-compliance']) {
    const { status, body } = await client.get(`/v1/kpis/${kpi}/reading`, { window: '7d', at, groupBy: 'team' });
    expect(status, JSON.stringify(body)).toBe(200);
    const { readings: groups } = body as { readings: Record<string, unknown>[] };
    answers.push(...groups.map((group) => ({ ...group, watermark: undefined })));
  }
  return answers;
}

/** The revision of every key that was told, and why it was told. */
async function told(folder: string): Promise<Map<string, { readonly revision: number; readonly cause: string }>> {
  const url = (await runningEmbeddedPostgres(folder)) ?? '';
  const database = await Database.open({ url, applicationName: 'test' });
  try {
    const rows = await database.query<{ key: string; revision: number; cause: string }>(
      `SELECT concat_ws(' ', kpi, period, segment) AS key, revision, event::json->>'cause' AS cause FROM kpi_updates`,
    );
    return new Map(rows.map(({ key, ...said }) => [key, said]));
  } finally {
    await database.close();
  }
}

/** The keys that were told anew for another reason than the clock: what a rebuild would tell, if it changed anything. */
async function toldSince(before: Awaited<ReturnType<typeof told>>, folder: string): Promise<string[]> {
  return [...(await told(folder))].flatMap(([key, { revision, cause }]) =>
    revision > (before.get(key)?.revision ?? 0) && cause !== 'clock' ? [`${key}: ${cause}`] : [],
  );
}

it('a rebuild beside running services, in threads, changes no answer, publishes nothing and survives kill -9 and Ctrl-C', () =>
  withFolder(async (folder) => {
    const environment = { BAROMETER_DATA_DIR: folder };
    const services = new BarometerProcess(['start'], { ...environment, BAROMETER_HTTP_PORT: '0' });
    const client = await services.ready();
    const sent = await run(['simulate', '--to', client.url, '--from', '4d', '--for', '0s', '--tickets-per-day', '400']);
    expect(sent.stderr).toContain('0 were rejected');
    const at = new Date(Date.now() - DAY).toISOString();
    await until(async () => (await run(['rebuild', '--verify'], environment)).code).toBe(0);
    let before = await readings(client, at);
    await until(async () => {
      const earlier = before;
      before = await readings(client, at);
      return JSON.stringify(before) === JSON.stringify(earlier);
    }).toBe(true);
    let saidBefore = await told(folder);
    await until(async () => {
      saidBefore = await told(folder);
      await delay(2_000);
      return toldSince(saidBefore, folder);
    }).toEqual([]);

    for (const end of ['kill', 'interrupt'] as const) {
      const cut = new BarometerProcess(['rebuild', '--threads', '2'], environment);
      await until(() => cut.errorText).toContain('folding the journal');
      await (end === 'kill' ? cut.kill() : expect(cut.interrupt()).resolves.toBe(130));
      expect(await readings(client, at)).toEqual(before);
    }

    const rebuild = new BarometerProcess(['rebuild', '--threads', '2'], environment);
    const ended = { yes: false };
    void rebuild.exited.then(() => (ended.yes = true));
    while (!ended.yes) expect(await readings(client, at)).toEqual(before);
    expect(rebuild.errorText).toContain('is live now, as generation 2');
    expect(await rebuild.exited).toBe(0);
    const [live, built] = [...rebuild.text.matchAll(/[0-9a-f]{32}/g)].map(([hash]) => hash);
    expect(built).toBe(live);

    await until(() => services.text).toContain('the projection was rebuilt; loading the windows again');
    await delay(3_000);
    expect(await readings(client, at)).toEqual(before);
    expect(await toldSince(saidBefore, folder)).toEqual([]);
    const again = await run(['rebuild', '--dry-run'], environment);
    expect([again.code, again.stdout.includes(built ?? 'no hash')]).toEqual([0, true]);
    expect(await services.interrupt()).toBe(0);
  }));
