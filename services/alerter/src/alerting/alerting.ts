import type { AlertChange } from '#core/alerts';
import { identityOf, PositionMoved, type RecordBatch, type ResumePoint } from '#libs/event-log';
import {
  advanceProgress,
  BATCH_STATEMENT_TIMEOUT,
  lockProgress,
  resumePoint,
  streamOf,
  type Database,
  type Queries,
} from '#libs/postgres';
import type { Clock } from '#libs/runtime';
import { followInCases } from '../cases/follow-in-cases.ts';
import type { CaseRules } from '../cases/case-rules.ts';
import { standingAnswers } from '../cases/standing-answers.ts';
import { decodeResponses, type DecodedResponses } from './decode-responses.ts';
import { followResponses, type ResponseRule } from './follow-responses.ts';
import { tellSteps, type Audience } from './tell.ts';

/** The name under which the alerter keeps its progress. */
export const ALERTING = 'alerts';

export interface AlertingSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly rules: readonly ResponseRule[];
  readonly audience: Audience;
  readonly cases: CaseRules;
}

/** What became of a batch. */
export interface Alerted {
  readonly changes: readonly AlertChange[];
  readonly unreadable: number;
}

/**
 * Turns batches of survey answers into alerts: one transaction a batch, exactly once. What an alert has to tell is
 * written to the outbox in the same transaction, so that a crash neither loses it nor invents it.
 */
export class Alerting {
  private readonly settings: AlertingSettings;
  private readonly streams = new Map<string, number>();

  constructor(settings: AlertingSettings) {
    this.settings = settings;
  }

  resumeAt(topic: string, partition: number): Promise<ResumePoint | undefined> {
    return resumePoint(this.settings.database, ALERTING, topic, partition);
  }

  /** @throws PositionMoved when another alerter has gone on with the partition; nothing was written then */
  async take(batch: RecordBatch): Promise<Alerted> {
    const decoded = decodeResponses(batch.records);
    const stream = await this.numberOf(batch.topic, batch.partition);
    const changes = await this.settings.database.transaction(
      (tx) => this.apply(tx, stream, batch, decoded),
      'read committed',
      BATCH_STATEMENT_TIMEOUT,
    );
    return { changes, unreadable: decoded.unreadable };
  }

  private async apply(
    tx: Queries,
    stream: number,
    batch: RecordBatch,
    { byResponse }: DecodedResponses,
  ): Promise<readonly AlertChange[]> {
    const { clock, rules, audience, cases } = this.settings;
    const first = batch.records[0];
    const last = batch.records.at(-1);
    if (first === undefined || last === undefined) return [];
    const progress = await lockProgress(tx, ALERTING, stream, first.offset);
    if (progress.nextOffset > first.offset) throw positionMoved(batch, progress.nextOffset);

    const { changes, news } = await followResponses(tx, byResponse, rules);
    const now = clock();
    const stepped = changes.filter((change) => change.stepped).map(({ alert }) => alert);
    const steps = await followInCases(tx, { steps: stepped, answers: standingAnswers(news, byResponse) }, cases, now);
    await tellSteps(tx, audience, steps, now);
    const moved = await advanceProgress(tx, ALERTING, stream, progress, {
      nextOffset: batch.nextOffset,
      nextSequence: progress.nextSequence,
      lastRecord: identityOf(last),
      completeUntil: batch.nextOffset >= batch.highWatermark ? clock() : last.timestamp,
    });
    if (!moved) throw positionMoved(batch, progress.nextOffset);
    return changes;
  }

  private async numberOf(topic: string, partition: number): Promise<number> {
    const name = `${topic}/${partition}`;
    const known = this.streams.get(name) ?? (await streamOf(this.settings.database, topic, partition));
    this.streams.set(name, known);
    return known;
  }
}

function positionMoved(batch: RecordBatch, nextOffset: number): PositionMoved {
  return new PositionMoved(
    `${batch.topic}/${batch.partition} was taken on to offset ${nextOffset} by another alerter; this batch began at ${batch.records[0]?.offset}`,
  );
}
