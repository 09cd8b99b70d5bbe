import type { EventLog, NewRecord } from '#libs/event-log';
import { encodeEvent } from '#libs/events';
import type { OutboxMessage } from '#libs/postgres';
import { TOPIC_PATIENCE, type Patience } from './patience.ts';
import type { Delivery, Receiver } from './receiver.ts';

/** The `source` of every event that the alerter writes. */
const ALERTER_SOURCE = '/barometer/alerter';

/** Appends messages to a topic, the records of one key in order. */
export class TopicReceiver implements Receiver {
  readonly destination: string;
  readonly hears = 'steps';
  /** Two appends under way could change places. */
  readonly atOnce = 1;
  readonly perSend = 200;
  readonly lease = 60_000;
  readonly patience: Patience;
  private readonly topic: string;
  private readonly eventLog: EventLog;

  constructor(topic: string, eventLog: EventLog, patience = TOPIC_PATIENCE) {
    this.destination = `topic:${topic}`;
    this.topic = topic;
    this.eventLog = eventLog;
    this.patience = patience;
  }

  async send(messages: readonly OutboxMessage[], stop: AbortSignal): Promise<Delivery> {
    const appending = this.eventLog.append(this.topic, messages.map(recordOf), { ordered: true });
    // A log that is away tries for longer than a stop may take. What it takes all the same is sent again, under the same id.
    if (await isCut(appending, stop)) return { kind: 'failed', error: 'cut short because the process stopped' };
    return { kind: 'delivered' };
  }
}

/** Waits for the work or for the signal. @returns whether the signal came first. Throws what the work throws. */
async function isCut(work: Promise<void>, stop: AbortSignal): Promise<boolean> {
  let cut: () => void = () => undefined;
  const stopped = new Promise<true>((resolve) => (cut = () => resolve(true)));
  stop.addEventListener('abort', cut, { once: true });
  if (stop.aborted) cut();
  // Nobody listens to it any more once it was cut short.
  work.catch(() => undefined);
  return Promise.race([work.then(() => false), stopped]).finally(() => stop.removeEventListener('abort', cut));
}

function recordOf({ eventId, type, key, happenedAt, body }: OutboxMessage): NewRecord {
  const event = { id: eventId, source: ALERTER_SOURCE, type, time: happenedAt, subject: key, data: body };
  return { key, ...encodeEvent(event) };
}
