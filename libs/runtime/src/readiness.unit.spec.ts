import { expect, test } from 'vitest';
import { Readiness } from './readiness.ts';

test('is ready when every check is, and says what is missing', async () => {
  const readiness = new Readiness();
  let missing: string | undefined = 'waits for the ledger';
  readiness.register('database', () => undefined);
  readiness.register('reader', async () => missing);
  expect(await readiness.report()).toEqual({
    ready: false,
    checks: { database: 'ok', reader: 'waits for the ledger' },
  });
  expect(readiness.started).toBe(false);
  missing = undefined;
  expect(await readiness.report()).toEqual({ ready: true, checks: { database: 'ok', reader: 'ok' } });
  missing = 'away again';
  await readiness.report();
  expect(readiness.started).toBe(true);
});

test('takes a check that throws for one that is not ready', async () => {
  const readiness = new Readiness();
  readiness.register('database', () => Promise.reject(new Error('connection refused')));
  expect(await readiness.report()).toEqual({ ready: false, checks: { database: 'connection refused' } });
});
