import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '#core/time';
import { INPUT_TOPICS, TOPICS } from '#libs/events';
import type { Database } from '#libs/postgres';
import type { Installation } from './installation/installation.ts';

/** Each projection and the topics that it has to have read. */
const PROJECTIONS: readonly (readonly [projection: string, topics: readonly string[]])[] = [
  ['kpis', INPUT_TOPICS],
  ['alerts', [TOPICS.surveyAnswered]],
];

/**
 * Waits until everything that the log holds was read, delivered and published, and every service says that it is ready.
 *
 * @returns how long that took
 * @throws Error that says what is still open when the patience is over
 */
export async function untilCalm(
  installation: Installation,
  database: Database,
  patience: Milliseconds,
): Promise<number> {
  const begun = Date.now();
  for (;;) {
    const open = await whatIsOpen(installation, database);
    if (open === undefined) return Date.now() - begun;
    if (Date.now() - begun > patience) throw new Error(`After ${Math.round(patience / 1000)} s ${open}.`);
    await sleep(500);
  }
}

async function whatIsOpen(installation: Installation, database: Database): Promise<string | undefined> {
  for (const post of installation.posts) {
    if (post.isOpen && !(await post.isReady())) return `${post.name} is not ready`;
  }
  for (const [projection, topics] of PROJECTIONS) {
    for (const topic of topics) {
      const behind = await recordsBehind(installation, database, projection, topic);
      if (behind > 0) return `projection ${projection} is ${behind} records behind topic ${topic}`;
    }
  }
  const [waiting] = await database.query<{ pages: number; updates: number }>(
    `SELECT (SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND given_up_at IS NULL) AS pages,
            (SELECT count(*) FROM kpi_updates WHERE sent_revision < revision) AS updates`,
  );
  if (waiting?.pages !== 0) return `${waiting?.pages} messages wait in the outbox`;
  return waiting.updates === 0 ? undefined : `${waiting.updates} updates wait to be published`;
}

async function recordsBehind(
  { log }: Installation,
  database: Database,
  projection: string,
  topic: string,
): Promise<number> {
  const rows = await database.query<{ partition: number; next_offset: number }>(
    'SELECT partition, next_offset FROM progress JOIN streams USING (stream) WHERE projection = $1 AND topic = $2',
    [projection, topic],
  );
  const next = new Map(rows.map((row) => [row.partition, row.next_offset]));
  return (await log.extent(topic)).reduce((sum, { partition, high }) => sum + high - (next.get(partition) ?? 0), 0);
}
