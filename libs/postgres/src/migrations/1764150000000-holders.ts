import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has which message of the outbox in hand, and quick ways to what is still to be said. */
export class Holders1764150000000 implements MigrationInterface {
  readonly name = 'Holders1764150000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox ADD COLUMN holder integer;
      COMMENT ON COLUMN outbox.holder IS 'The relay that has the message in hand: it holds the advisory lock of this number while it lives.';
      CREATE INDEX outbox_held ON outbox (destination, holder)
        WHERE holder IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL;
      CREATE INDEX kpi_updates_pending ON kpi_updates (kpi) WHERE sent_revision < revision;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX kpi_updates_pending; ALTER TABLE outbox DROP COLUMN holder;');
  }
}
