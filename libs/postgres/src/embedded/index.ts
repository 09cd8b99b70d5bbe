export { EmbeddedPostgresError } from './embedded-postgres-error.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.ts';
export { canHoldEmbeddedPostgres } from './system-user.ts';
export { startTestPostgres, type TestPostgres } from './test-postgres.ts';
export { runningEmbeddedPostgres } from './running-postgres.ts';
