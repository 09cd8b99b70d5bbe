import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '#core/time';
import { startTestPostgres, type TestPostgres } from '#libs/postgres';
import { AlertReceiver } from './alert-receiver.ts';
import { BarometerProcess, buildProgram } from './barometer-process.ts';
import { answered } from './given-events.ts';
import type { HttpClient } from './http-client.ts';
import { until } from './installation.ts';

let postgres: TestPostgres;
let receiver: AlertReceiver;

beforeAll(async () => {
  await buildProgram();
  postgres = await startTestPostgres();
  receiver = await AlertReceiver.start();
});
afterEach(() => BarometerProcess.killAll());
afterAll(async () => {
  await receiver?.stop();
  await postgres?.stop();
});

const ROUNDS = 40;
const PER_ROUND = 25;
const team = 'desk-1';

/** Each round is 25 answers, five of them from detractors. */
function round(number: number) {
  const at = Date.now() - HOUR - number;
  return Array.from({ length: PER_ROUND }, (_, i) =>
    answered({ responseId: `r-${number}-${i}`, score: i % 5 === 0 ? 3 : 10, at, team }),
  );
}

describe('services in processes of their own, on one database', () => {
  it('lose nothing and count nothing twice when they are killed in the middle', async () => {
    const environment = {
      DATABASE_URL: await postgres.createDatabase(),
      BAROMETER_HTTP_PORT: '0',
      BAROMETER_WEBHOOK_URL: receiver.url,
      BAROMETER_WEBHOOK_SECRET: receiver.secret,
      BAROMETER_LOG_LEVEL: 'info',
    };
    const startWriters = () => new BarometerProcess(['start', 'intake', 'projector'], environment);
    const startReaders = () => new BarometerProcess(['start', 'reader', 'alerter'], environment);
    let writers = startWriters();
    let readers = startReaders();
    let intake = await writers.ready();
    let reader = await readers.ready();
    await expectOnlyOwnPaths(intake, reader);

    for (let number = 0; number < ROUNDS; number += 1) {
      if (number === 10 || number === 25) {
        // Killed with work in hand: the last rounds are in the log, and not all of them are projected.
        await writers.kill();
        writers = startWriters();
        intake = await writers.ready();
      }
      if (number === 15 || number === 30) {
        await readers.kill();
        readers = startReaders();
        reader = await readers.ready();
      }
      await intake.postPatiently(...round(number));
      // A sender that was not answered sends again.
      if (number % 7 === 0) await intake.postPatiently(...round(number));
    }

    const answers = ROUNDS * PER_ROUND;
    const detractors = answers / 5;
    await until(async () => (await reader.reading('nps', { window: '24h', team })).n).toBe(answers);
    expect(await reader.reading('nps', { window: '24h', team })).toMatchObject({
      value: 60,
      parts: { promoters: answers - detractors, passives: 0, detractors },
    });
    const paged = () => new Set(receiver.received.map(({ id }) => id));
    // What a killed alerter had in hand is taken over as soon as it is seen to be gone.
    await expect.poll(() => paged().size, { timeout: 20_000 }).toBe(detractors);
    expect(new Set(receiver.received.map(({ alert }) => alert.alertId)).size).toBe(detractors);
    expect(receiver.forged).toEqual([]);

    expect(await Promise.all([writers.interrupt(), readers.interrupt()])).toEqual([0, 0]);
  });
});

/** A process serves what its services serve, and nothing else. */
async function expectOnlyOwnPaths(intake: HttpClient, reader: HttpClient): Promise<void> {
  expect((await intake.get('/v1/kpis')).status).toBe(404);
  expect((await reader.send('[]', 'application/json')).status).toBe(404);
  for (const client of [intake, reader]) expect((await client.get('/health/ready')).status).toBe(200);
}
