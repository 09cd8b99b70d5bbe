import { subjectOf } from '#core/subjects';
import type { EventLog, RecordBatch } from '#libs/event-log';
import { INPUT_TOPICS } from '#libs/events';
import { appendToJournal, ShadowMonths, type Database, type Shadow, type Snapshot } from '#libs/postgres';
import { decodeBatch } from '#services/projector';
import { partitionName, readTopics } from '../installation/read-topics.ts';
import { RebuildRefused } from './rebuild-request.ts';

interface Partition {
  readonly stream: number;
  readonly topic: string;
  readonly partition: number;
  /** Where the live projection stands. */
  readonly end: number;
}

/**
 * Fills a shadow's journal from the topics, from their first record to where the live projection stands in the snapshot.
 * Records that are no events are passed over: they have been put aside when they came.
 *
 * @throws RebuildRefused when a topic does not have its first events any more, but the journal does
 */
export async function fillJournal(
  { database, eventLog, signal }: { database: Database; eventLog: EventLog; signal: AbortSignal },
  shadow: Shadow,
  snapshot: Snapshot,
  onRecords: (done: number, total: number) => void,
): Promise<void> {
  const partitions = await partitionsOf(database, snapshot);
  await refuseLoss(database, eventLog, partitions);
  const places = new Map(partitions.map((place) => [partitionName(place.topic, place.partition), place]));
  const total = partitions.reduce((sum, { end }) => sum + end, 0);
  const months = new ShadowMonths(database, shadow.schema, 'journal');
  await months.refresh();
  let done = 0;
  const take = async (batch: RecordBatch) => {
    const { stream, end } = places.get(partitionName(batch.topic, batch.partition)) as Partition;
    const { events } = decodeBatch(batch.records.filter(({ offset }) => offset < end));
    await months.make(events.map(({ loggedAt }) => loggedAt));
    await database.transaction(async (tx) => {
      await shadow.enter(tx);
      const entries = events.map((event) => ({ ...event, kind: subjectOf(event.data).kind }));
      await appendToJournal(tx, stream, entries);
    });
    onRecords((done += batch.records.length), total);
  };
  const ends = new Map([...places].map(([name, { end }]) => [name, end]));
  await readTopics(eventLog, { topics: INPUT_TOPICS, ends }, 'rebuild', take, signal);
  await dropRepeats(database, shadow);
}

async function partitionsOf(database: Database, { positions }: Snapshot): Promise<Partition[]> {
  const rows = await database.query<{ stream: number; topic: string; partition: number }>(
    'SELECT stream, topic, partition FROM streams',
  );
  return rows.map((row) => ({ ...row, end: positions.get(row.stream) ?? 0 })).filter(({ end }) => end > 0);
}

async function refuseLoss(database: Database, eventLog: EventLog, partitions: readonly Partition[]): Promise<void> {
  for (const topic of INPUT_TOPICS) {
    for (const { partition, low } of await eventLog.extent(topic)) {
      const place = partitions.find((each) => each.topic === topic && each.partition === partition);
      if (place === undefined || low === 0) continue;
      const [row] = await database.query<{ events: number }>(
        'SELECT count(*) AS events FROM journal WHERE stream = $1 AND "offset" < $2',
        [place.stream, low],
      );
      if ((row?.events ?? 0) === 0) continue;
      throw new RebuildRefused(
        `Partition ${partition} of ${topic} begins at offset ${low} now: ${row?.events} events of the journal are not in it ` +
          'any more and would be lost. Rebuild from the journal, without --from-topics.',
      );
    }
  }
}

/** The log may hold an event twice. The first one counts, as it did when they came. */
async function dropRepeats(database: Database, { schema }: Shadow): Promise<void> {
  await database.execute(
    `DELETE FROM ${schema}.journal WHERE (tableoid, ctid) IN (
       SELECT tableoid, ctid FROM (
         SELECT tableoid, ctid, row_number() OVER (PARTITION BY kind, subject, source, id ORDER BY stream, "offset") AS nr
           FROM ${schema}.journal) AS repeated
        WHERE nr > 1)`,
  );
}
