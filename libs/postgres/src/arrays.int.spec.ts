import { afterAll, beforeAll, expect, it } from 'vitest';
import { bigintArray, numberArray, textArray } from './arrays.ts';
import { Database } from './database.ts';
import { startTestPostgres, type TestPostgres } from './embedded/index.ts';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'arrays-test' });
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

it.each([
  [[]],
  [['']],
  [['plain', 'NULL', 'null', '{"a": "b,c\\d"}', 'naïve — 雪 🎉', 'line\nbreak\ttab', "it's", '{}', ' padded ']],
])('texts arrive as they were sent: %j', async (texts) => {
  const [row] = await database.query<{ texts: string[] }>('SELECT $1::text[] AS texts', [textArray(texts)]);
  expect(row?.texts).toEqual(texts);
});

it('numbers arrive as they were sent, negative and large ones too', async () => {
  const numbers = [0, -1, 1, 2 ** 31, 2 ** 32 - 1, -(2 ** 32), 2 ** 52, -(2 ** 52) - 1, 1_763_800_000_000];
  for (const parameter of [numberArray(numbers), bigintArray(numbers)]) {
    const [row] = await database.query<{ numbers: number[] }>('SELECT $1::bigint[] AS numbers', [parameter]);
    expect(row?.numbers).toEqual(numbers);
  }
  const [row] = await database.query<{ numbers: number[] }>('SELECT $1::bigint[] AS numbers', [bigintArray([])]);
  expect(row?.numbers).toEqual([]);
});
