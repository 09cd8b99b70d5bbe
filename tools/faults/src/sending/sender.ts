import { setTimeout as sleep } from 'node:timers/promises';
import type { NewRecord } from '#libs/event-log';
import type { InputTopic } from '#libs/events';
import type { History } from '../history/history.ts';
import { malformedRecord } from '../history/malformed.ts';
import type { HistorySubject, SubjectEvent } from '../history/subject-event.ts';
import { cloudEvent, foreignRecord, topicOfEvent } from '../history/wire.ts';
import type { Installation } from '../installation/installation.ts';

/** What was sent so far; each is counted once it was acknowledged. */
export interface Sent {
  readonly events: number;
  readonly malformed: number;
  /** How far the history has come, from 0 to 1. */
  readonly progress: number;
}

interface Due {
  readonly key: string;
  readonly event: SubjectEvent;
  readonly isForeign: boolean;
}

const PER_ROUND = 400;
/** One record in a hundred is malformed. */
const EVENTS_PER_MALFORMED = 99;

/**
 * Tells the history to the installation, at its pace and in its order: through the intake, as programs do, and straight
 * into Kafka, as foreign producers do. Whatever is not acknowledged is sent again, without end.
 */
export class Sender {
  private readonly history: History;
  private readonly installation: Installation;
  private readonly intake: string;
  private waiting = new Map<number, Due[]>();
  private turn = 0;
  private events = 0;
  private malformed = 0;

  constructor(history: History, installation: Installation) {
    this.history = history;
    this.installation = installation;
    this.intake = installation.posts.find(({ service }) => service === 'intake')?.url ?? '';
  }

  get sent(): Sent {
    const { events, malformed } = this;
    return { events, malformed, progress: Math.min(1, this.turn / this.history.subjects) };
  }

  /** Resolves when everything was sent and acknowledged. */
  async run(): Promise<void> {
    const { from, length } = this.history.settings;
    while (this.turn < this.history.subjects || this.waiting.size > 0) {
      const elapsed = Math.max(0, Date.now() - from);
      const reached = Math.ceil((this.history.subjects * elapsed) / length);
      const due: Due[] = [];
      // Sending goes on at its pace behind the last subject, for what was put off until then.
      while (this.turn < reached && due.length < PER_ROUND) due.push(...this.takeTurn());
      if (due.length === 0) await sleep(50);
      else await this.send(due);
    }
  }

  private takeTurn(): Due[] {
    const turn = this.turn;
    if (turn < this.history.subjects) this.plan(turn, this.history.subject(turn));
    this.turn += 1;
    const due = this.waiting.get(turn) ?? [];
    this.waiting.delete(turn);
    return due;
  }

  private plan(turn: number, { key, sendings, isForeign }: HistorySubject): void {
    for (const { event, after } of sendings) {
      const planned = this.waiting.get(turn + after) ?? [];
      planned.push({ key, event, isForeign });
      this.waiting.set(turn + after, planned);
    }
  }

  private async send(due: readonly Due[]): Promise<void> {
    const foreign = due.filter(({ isForeign }) => isForeign);
    await Promise.all([
      this.post(due.filter(({ isForeign }) => !isForeign).map(({ event }) => cloudEvent(event))),
      this.append(foreign),
    ]);
    this.events += due.length;
  }

  private async post(events: readonly object[]): Promise<void> {
    if (events.length === 0) return;
    const body = JSON.stringify(events);
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    for (;;) {
      const signal = AbortSignal.timeout(60_000);
      const answer = await fetch(`${this.intake}/v1/events`, { method: 'POST', headers, body, signal }).catch(
        () => undefined,
      );
      const text = await answer?.text().catch(() => undefined);
      if (answer?.status === 202 && text !== undefined) return assertAccepted(text);
      if (answer?.status === 400) throw new Error(`The intake refuses what the campaign sends: ${text}`);
      await sleep(200);
    }
  }

  private async append(due: readonly Due[]): Promise<void> {
    const records = new Map<InputTopic, NewRecord[]>();
    const put = (topic: InputTopic, record: NewRecord) => records.set(topic, [...(records.get(topic) ?? []), record]);
    for (const { key, event } of due) put(topicOfEvent(event), foreignRecord(key, event));
    const wanted = Math.floor(this.events / EVENTS_PER_MALFORMED);
    for (let number = this.malformed; number < wanted; number += 1) {
      const { topic, record } = malformedRecord(this.history.settings.seed, number);
      put(topic, record);
    }
    for (const [topic, list] of records) await this.appendPatiently(topic, list);
    this.malformed = wanted;
  }

  private async appendPatiently(topic: InputTopic, records: readonly NewRecord[]): Promise<void> {
    for (;;) {
      try {
        return await this.installation.log.append(topic, records);
      } catch (error) {
        if ((error as Error).name !== 'LogUnavailable') throw error;
      }
    }
  }
}

function assertAccepted(text: string): void {
  const { rejected } = JSON.parse(text) as { rejected: number };
  if (rejected !== 0) throw new Error(`The intake refuses some of what the campaign sends: ${text.slice(0, 2_000)}`);
}
