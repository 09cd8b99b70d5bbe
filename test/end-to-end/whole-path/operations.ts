import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../http-client.ts';
import { until, type Installation } from '../installation.ts';

/** What the people who run it look at. */
export function describeOperations(installation: () => Installation): void {
  describe('operations', () => {
    it('see that it lives, has started and is ready', async () => {
      const { client } = installation();
      expect(await client.get('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
      expect(await client.get('/health/startup')).toEqual({ status: 200, body: { started: true } });
      const { status, body } = await client.get('/health/ready');
      const checks = { database: 'ok', reader: 'ok', 'projector-consumer-1': 'ok', 'alerter-consumer-1': 'ok' };
      expect([status, body]).toMatchObject([200, { ready: true, checks }]);
    });

    it('find the HTTP interface described as it is checked in', async () => {
      const { client } = installation();
      const checkedIn = JSON.parse(
        await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
      ) as unknown;
      expect(await client.ask('/openapi.json')).toEqual(checkedIn);
      const docs = await fetch(`${client.url}/docs`);
      expect([docs.status, docs.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    });

    it('see in the metrics that nothing is left behind', async () => {
      const { client } = installation();
      const lags = async () =>
        (await client.metrics()).split('\n').filter((line) => line.startsWith('barometer_consumer_lag_records{'));
      await until(async () => (await lags()).every((line) => line.endsWith(' 0'))).toBe(true);
      const page = await client.metrics();
      const has = (series: RegExp) => page.split('\n').some((line) => series.test(line));
      expect(
        has(/^barometer_projection_watermark_timestamp_seconds\{topic="survey-answered",partition="\d+"\} \d/),
      ).toBe(true);
      expect(has(/^process_resident_memory_bytes \d/)).toBe(true);
      const waiting = async () =>
        sampleOf(await client.metrics(), 'barometer_outbox_pending{destination="webhook:default"}');
      await until(waiting).toBe(0);
    });
  });
}
