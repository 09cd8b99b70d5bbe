import { formatInstant } from '#core/time';
import type { NewRecord } from '#libs/event-log';
import { encodeEnvelope, topicOf, type InputTopic, type InputTypeName } from '#libs/events';
import { countJournal, journalBetween, type LoggedSpan, type StoredEvent } from '#libs/postgres';
import type { ReplaySurroundings } from './replay-request.ts';
import type { ReplayTally } from './replay-tally.ts';

/**
 * Sends the events that the log took in a span once more, each under its own source and id, and as known when it was: a
 * projector that has them drops them.
 */
export async function replayJournal(
  span: LoggedSpan,
  dryRun: boolean,
  tally: ReplayTally,
  { database, eventLog, signal, display }: ReplaySurroundings,
): Promise<void> {
  const counts = await countJournal(database, span);
  const total = [...counts.values()].reduce((sum, events) => sum + events, 0);
  for await (const page of journalBetween(database, span)) {
    signal.throwIfAborted();
    const records = new Map<InputTopic, NewRecord[]>();
    for (const event of page) {
      tally.of(event.type).read += 1;
      tally.show(`${event.type} ${event.id} of ${event.source}, about ${event.subject}`);
      const topic = topicOf(event.type as InputTypeName);
      const ofTopic = records.get(topic);
      if (ofTopic === undefined) records.set(topic, [recordOf(event)]);
      else ofTopic.push(recordOf(event));
    }
    if (!dryRun) {
      for (const [topic, ofTopic] of records) await eventLog.append(topic, ofTopic);
      for (const { type } of page) tally.of(type).sent += 1;
    }
    display.step(dryRun ? 'reading the journal' : 'sending', tally.read, total, 'events');
    // Whoever only wants to look need not wait for the last one.
    if (dryRun) break;
  }
  if (dryRun) for (const [type, events] of counts) tally.of(type).read = events;
}

function recordOf({ source, id, type, subject, knownAt, body }: StoredEvent): NewRecord {
  const encoded = encodeEnvelope({
    source,
    id,
    type,
    subject,
    time: undefined,
    happenedAt: undefined,
    // The log's own timestamp would be that of the replay.
    recordedTime: formatInstant(knownAt),
    recordedAt: knownAt,
    extensions: {},
    dataText: body,
  });
  return { key: subject, ...encoded };
}
