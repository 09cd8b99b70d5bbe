import { afterAll, beforeAll } from 'vitest';

import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';

import { describeEventLog } from '../contract/event-log.contract.ts';
import { EmbeddedEventLog } from './embedded-event-log.ts';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'event-log', poolSize: 20 });
  await database.migrate();
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

describeEventLog(
  'embedded',
  async () => new EmbeddedEventLog({ database, clock: Date.now, delays: { first: 20, longest: 100 }, idleWait: 200 }),
);
