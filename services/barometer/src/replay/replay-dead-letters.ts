import type { LogRecord, NewRecord } from '#libs/event-log';
import { deadLetterTopic, decodeEvent, INPUT_TOPICS } from '#libs/events';
import { readTopics, wholeTopics } from '../installation/read-topics.ts';
import type { ReplaySurroundings } from './replay-request.ts';
import type { ReplayTally } from './replay-tally.ts';

/** What a dead letter says of itself, beside what the record was. */
interface DeadLetter {
  readonly reason: string;
  readonly topic: string;
  readonly place: string;
  readonly isCut: boolean;
  /** The record as it was. */
  readonly record: NewRecord;
}

/**
 * Sends dead letters to the topic that they came from once more, byte for byte, if they can be read today. The others stay
 * where they are, as all of them do: a dead-letter topic is only ever added to.
 *
 * @param reasons only letters of these reasons; none means all
 */
export async function replayDeadLetters(
  reasons: readonly string[],
  dryRun: boolean,
  tally: ReplayTally,
  { eventLog, now, signal, display }: ReplaySurroundings,
): Promise<void> {
  const span = await wholeTopics(eventLog, INPUT_TOPICS.map(deadLetterTopic));
  const total = [...span.ends.values()].reduce((sum, end) => sum + end, 0);
  let seen = 0;
  const replay = async (records: readonly LogRecord[]) => {
    for (const dead of records) {
      seen += 1;
      const letter = readLetter(dead);
      if (reasons.length > 0 && !reasons.includes(letter.reason)) continue;
      const count = tally.of(letter.reason);
      count.read += 1;
      const problem = problemOf(letter, dead, now());
      if (problem !== undefined) {
        count.unfit += 1;
        tally.complain(`${letter.place}: ${problem}`);
        continue;
      }
      tally.show(`${letter.place}, put aside as ${letter.reason}`);
      if (dryRun) continue;
      await eventLog.append(letter.topic, [letter.record]);
      count.sent += 1;
    }
    display.step(dryRun ? 'reading dead letters' : 'sending', seen, total, 'dead letters');
  };
  await readTopics(eventLog, span, 'replay', (batch) => replay(batch.records), signal);
}

function readLetter({ key, value, headers }: LogRecord): DeadLetter {
  const text = (name: string) => Buffer.from(headers[name] ?? '').toString('utf8');
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('dl_')));
  return {
    reason: text('dl_reason'),
    topic: text('dl_topic'),
    place: `${text('dl_topic')}/${text('dl_partition')} at ${text('dl_offset')}`,
    isCut: headers['dl_truncated'] !== undefined,
    record: { key: key ?? '', value, headers: own },
  };
}

function problemOf(letter: DeadLetter, dead: LogRecord, now: number): string | undefined {
  if (letter.isCut) return 'its end was cut off when it was put aside; take it from the topic that it came from';
  if (!(INPUT_TOPICS as readonly string[]).includes(letter.topic)) return `it does not say which topic it came from`;
  const decoded = decodeEvent({ value: dead.value, headers: letter.record.headers as LogRecord['headers'] }, now);
  if (decoded.ok) return undefined;
  return decoded.rejection.problems.map(({ path, message }) => `${path} ${message}`).join('; ');
}
