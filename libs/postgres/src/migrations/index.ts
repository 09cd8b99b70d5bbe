import type { MigrationInterface } from 'typeorm';
import { Projections1763800000001 } from './1763800000001-projections.ts';
import { Alerts1763900000000 } from './1763900000000-alerts.ts';
import { EmbeddedLog1764000000001 } from './1764000000001-embedded-log.ts';
import { Generations1764100000000 } from './1764100000000-generations.ts';
import { Holders1764150000000 } from './1764150000000-holders.ts';
import { Retention1764200000000 } from './1764200000000-retention.ts';
import { AlertsByChange1764250000000 } from './1764250000000-alerts-by-change.ts';
import { Cases1764310000000 } from './1764310000000-cases.ts';
import { Signals1764400000000 } from './1764400000000-signals.ts';

/** Every migration, oldest first. A migration that was released is never edited. */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  Projections1763800000001,
  Alerts1763900000000,
  EmbeddedLog1764000000001,
  Generations1764100000000,
  Holders1764150000000,
  Retention1764200000000,
  AlertsByChange1764250000000,
  Cases1764310000000,
  Signals1764400000000,
];
