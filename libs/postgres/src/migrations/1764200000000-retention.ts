import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when each table that loses its old months is whole. Times are epoch milliseconds. */
export class Retention1764200000000 implements MigrationInterface {
  readonly name = 'Retention1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE kept_since (
        monthly_table text PRIMARY KEY,
        since         bigint NOT NULL
      );
      COMMENT ON TABLE kept_since IS 'The tables of which months were dropped, and the instant since which nothing is missing. A table that is not named here is whole.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kept_since');
  }
}
