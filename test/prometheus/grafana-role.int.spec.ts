import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { answerList } from '../../tools/dashboards/src/answer-list.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, '../../deploy/postgres/create-grafana-role.sh'), 'utf8');

/** What the script hands to psql, with its variable filled in. */
function statements(password: string): string[] {
  const sql = /<<'SQL'\n([\s\S]*?)\nSQL\n/.exec(SCRIPT)?.[1] ?? '';
  return sql
    .replaceAll(":'password'", `'${password}'`)
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

let postgres: TestPostgres;
let owner: Database;
let grafana: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const url = await postgres.createDatabase();
  owner = await Database.open({ url, applicationName: 'owner' });
  // As in the container: the role is made first, and the tables when Barometer starts.
  for (const statement of statements('secret')) await owner.query(statement);
  await owner.migrate();
  const asGrafana = new URL(url);
  asGrafana.username = 'grafana';
  asGrafana.password = 'secret';
  grafana = await Database.open({ url: asGrafana.href, applicationName: 'grafana' });
});

afterAll(async () => {
  await grafana?.close();
  await owner?.close();
  await postgres?.stop();
});

describe('the role that Grafana has', () => {
  it('may ask what the dashboard asks', async () => {
    const [target] = answerList().build().targets as unknown as readonly { rawSql: string }[];
    const sql = (target?.rawSql ?? '').replaceAll('$__unixEpochFrom()', '0').replaceAll('$__unixEpochTo()', '1');
    expect(await grafana.query(sql)).toEqual([]);
  });

  it.each([
    'DELETE FROM alerts',
    'CREATE TABLE mine (x int)',
    'SET default_transaction_read_only = off; DELETE FROM alerts',
  ])('may not: %s', async (sql) => {
    await expect(grafana.query(sql)).rejects.toThrow(/permission denied|read-only/);
  });
});
