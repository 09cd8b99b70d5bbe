import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '#core/time';
import { answered, ticket } from './given-events.ts';
import { sampleOf } from './http-client.ts';
import { Installation, until } from './installation.ts';

const installed = spawnSync('promtool', ['--version']).status === 0;
if (!installed && process.env['CI'] === 'true') {
  throw new Error('promtool is missing: under CI it must check the metrics (Debian: apt-get install prometheus)');
}

describe.skipIf(!installed)('the metrics, read by promtool (Debian: apt-get install prometheus)', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.start();
  });
  afterAll(() => installation?.stop());

  it('are well formed and well named when nothing has happened yet', async () => {
    await until(async () => sampleOf(await installation.client.metrics(), 'barometer_backlog_tickets')).toBe(0);
    expect(await findingsOn(await installation.client.metrics())).toEqual(CLEAN);
  });

  it('and with the readings of several segments', async () => {
    const { client } = installation;
    const at = Date.now() - 2 * HOUR;
    const names = ['desk-1', 'desk "two"', 'back\\slash', 'Bücher\nund mehr', '服务台', '{window="24h"} 1'];
    await client.post(
      ...names.flatMap((team, i) => [
        answered({ responseId: `r-${i}`, score: i * 2, at, team, channel: 'email' }),
        ticket(`T-${i}`, 'opened', at, team),
        ticket(`T-${i}`, 'resolved', at + 60_000 * i, team),
        ticket(`T-${i}`, 'closed', at + HOUR, team, { met: i % 2 === 0 }),
      ]),
    );
    const gauges = async () =>
      (await client.metrics()).split('\n').filter((line) => line.startsWith('barometer_nps_samples{window="24h",team='))
        .length;
    await until(gauges).toBe(names.length);
    const page = await client.metrics();
    expect(page).toContain('barometer_resolution_time_seconds{');
    expect(page).toContain('barometer_sla_compliance_ratio{');
    expect(await findingsOn(page)).toEqual(CLEAN);
  });

  it('and would be found out if they were not', async () => {
    const { code, said } = await findingsOn('# TYPE barometer_things counter\nbarometer_things 1\n');
    expect([code, said]).toEqual([3, expect.stringContaining('counter metrics should have "_total" suffix')]);
  });
});

const CLEAN = { code: 0, said: '' };

/** What `promtool check metrics` says of a page: 0 and nothing when it is right. */
async function findingsOn(page: string): Promise<{ code: number | null; said: string }> {
  const promtool = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  promtool.stdin.end(page);
  const said = Promise.all([text(promtool.stdout), text(promtool.stderr)]);
  const [code] = (await once(promtool, 'close')) as [number | null];
  return { code, said: (await said).join('') };
}
