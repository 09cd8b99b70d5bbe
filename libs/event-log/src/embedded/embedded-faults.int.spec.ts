import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';

import { RecordingProjection } from '../contract/recording-projection.contract.ts';
import { LogUnavailable } from '../port.ts';
import { EmbeddedEventLog } from './embedded-event-log.ts';

describe('the embedded event log under trouble', () => {
  let postgres: TestPostgres;
  let url: string;
  let database: Database;
  let log: EmbeddedEventLog;
  let topic: string;
  let projection: RecordingProjection;
  const settings = { clock: Date.now, delays: { first: 20, longest: 100 }, idleWait: 200, patience: 500 };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    url = await postgres.createDatabase();
    database = await Database.open({ url, applicationName: 'faults', poolSize: 20 });
    await database.migrate();
  });

  afterAll(async () => {
    await database?.close();
    await postgres?.stop();
  });

  beforeEach(async () => {
    log = new EmbeddedEventLog({ ...settings, database });
    topic = `faults-${randomUUID()}`;
    projection = new RecordingProjection();
    await log.ensureTopics([{ name: topic, partitions: 4 }]);
  });

  afterEach(async () => log.close());

  it('gives gapless offsets in the order of commits to appends that overlap in all partitions', async () => {
    await projection.consume(log, topic, topic, { maxRecords: 5 });
    const calls = Array.from({ length: 60 }, async (_, call) =>
      log.append(
        topic,
        // In half of the calls the partitions come in the opposite order: what locks as it goes would block itself.
        [0, 1, 2, 3].map((n) => ({ key: `${call}`, value: `${call}`, partition: call % 2 === 0 ? n : 3 - n })),
      ),
    );
    await Promise.all(calls);
    await projection.untilTaken(240);
    for (let partition = 0; partition < 4; partition += 1) {
      const own = projection.taken.filter((record) => record.partition === partition);
      expect(own.map(({ offset }) => offset)).toEqual(Array.from({ length: 60 }, (_, n) => n));
      expect(new Set(own.map(({ value }) => Buffer.from(value ?? []).toString())).size).toBe(60);
    }
  });

  it('joins the group again, with all its partitions, when the database cuts its connections', async () => {
    const consumption = await projection.consume(log, topic, topic);
    await projection.until('all partitions', () => consumption.partitions().length === 4);
    await database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await projection.until('the loss', () => projection.states.filter(({ kind }) => kind === 'revoked').length === 4);
    await projection.until('all partitions again', () => consumption.partitions().length === 4);
    expect(consumption.health()).toEqual({ status: 'running' });
    await log.append(topic, [{ key: 'a', value: '1' }]);
    await projection.untilTaken(1);
  });

  it('stops a reader whose records were deleted before it had read them', async () => {
    projection.before = async () => Promise.reject(new Error('away'));
    for (const value of ['1', '2', '3']) await log.append(topic, [{ key: 'a', value, partition: 0 }]);
    projection.standAt(topic, 0, { nextOffset: 1 });
    await projection.consume(log, topic, topic);
    await database.execute(
      'DELETE FROM log_chunks USING log_partitions AS p WHERE p.log_partition = log_chunks.log_partition AND p.topic = $1 AND first_offset < 2',
      [topic],
    );
    await projection.until('the alarm', () => projection.states.some(({ kind }) => kind === 'stopped'));
    expect(await log.extent(topic)).toContainEqual({ partition: 0, low: 2, high: 3 });
  });

  it('says that it is unavailable, and goes on when the database is back', async () => {
    const other = await Database.open({ url, applicationName: 'blocked', poolSize: 2, statementTimeout: 200 });
    const blocked = new EmbeddedEventLog({ ...settings, database: other });
    const session = await database.session();
    await session.query('BEGIN');
    await session.query('SELECT FROM log_partitions WHERE topic = $1 FOR UPDATE', [topic]);
    await expect(blocked.append(topic, [{ key: 'a', value: '1' }])).rejects.toBeInstanceOf(LogUnavailable);
    await session.query('ROLLBACK');
    await session.release();
    await blocked.append(topic, [{ key: 'a', value: '2' }]);
    await other.close();
    await projection.consume(log, topic, topic);
    await projection.untilTaken(1);
    expect(projection.values()).toEqual(['2']);
  });
});
