import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the alerts of the last day, which are repeated every minute to receivers that forget. */
export class AlertsByChange1764250000000 implements MigrationInterface {
  readonly name = 'AlertsByChange1764250000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX alerts_by_change ON alerts (changed_at DESC, alert_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX alerts_by_change');
  }
}
