import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which build of a projection is live: whoever tails it must notice when it is replaced. Times are epoch milliseconds. */
export class Generations1764100000000 implements MigrationInterface {
  readonly name = 'Generations1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE generations (
        projection text PRIMARY KEY,
        generation integer NOT NULL,
        built_at   bigint,
        built_by   text,
        digest     text
      );
      COMMENT ON TABLE generations IS 'Which build of a projection is live. Locked by whoever needs one build from its first question to its last.';
      COMMENT ON COLUMN generations.generation IS 'Rises by one with every rebuild that took the place of the live projection.';
      COMMENT ON COLUMN generations.built_by IS 'The version that built it; null for the first, which came about event by event.';
      COMMENT ON COLUMN generations.digest IS 'The digest of what was built, before the events that came meanwhile.';
      INSERT INTO generations (projection, generation) VALUES ('kpis', 1);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE generations');
  }
}
