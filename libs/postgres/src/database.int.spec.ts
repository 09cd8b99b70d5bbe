import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database, UnknownSchema } from './database.ts';
import { startTestPostgres, type TestPostgres } from './embedded/index.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres?.stop();
});

it('a database that another version has set up is refused, by the name of what it has that this one lacks', async () => {
  const database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'schema-test' });
  await database.migrate();
  await database.migrate();
  await database.execute("INSERT INTO schema_migrations (timestamp, name) VALUES (1, 'Later1999999999999')");
  const refused = database.migrate();
  await expect(refused).rejects.toThrow(UnknownSchema);
  await expect(refused).rejects.toThrow('Later1999999999999');
  await database.close();
});
