/** The embedded PostgreSQL cannot run here. The message says why and what to do; there is nothing to retry. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
