import { classOf, SCALES, scaleOfCode, standingRevision, type ScaleId, type ScoreClass } from '#core/answers';
import type { KpiDefinition } from '#core/kpis';
import { isWithin, type Segment } from '#core/segments';
import { formatInstant } from '#core/time';
import type { Span } from '#core/windows';
import {
  journalKey,
  keptSince,
  loadSubjects,
  responseBodies,
  standingAnswers,
  withinGeneration,
  type AnswerCursor,
  type AnswerRow,
  type Database,
  type Queries,
  type SegmentDirectory,
} from '#libs/postgres';
import { NoLongerKept } from '../retention/no-longer-kept.ts';

/** One answer behind a number, with what was said. */
export interface FeedAnswer {
  readonly responseId: string;
  readonly answeredAt: string;
  readonly question: string;
  readonly scale: ScaleId;
  readonly score: number;
  readonly class: ScoreClass;
  readonly comment: string | null;
  readonly respondent: { readonly id?: string; readonly company?: string; readonly segment?: string };
  readonly about: Readonly<Record<string, string>>;
}

export interface FeedPage {
  readonly answers: readonly FeedAnswer[];
  /** Give it back as `cursor` for the next page; `null` on the last one. */
  readonly next: AnswerCursor | null;
}

/** Which answers are wanted. */
export interface FeedQuestion {
  readonly kpi: KpiDefinition;
  readonly class: ScoreClass | undefined;
  readonly span: Span;
  readonly segment: Segment;
  readonly limit: number;
  readonly after: AnswerCursor | undefined;
}

/** The answers that a KPI's number is made of, newest first, in the words in which they were given. */
export class AnswerFeed {
  private readonly database: Database;
  private readonly segments: SegmentDirectory;

  constructor(database: Database, segments: SegmentDirectory) {
    this.database = database;
    this.segments = segments;
  }

  async page(question: FeedQuestion): Promise<FeedPage> {
    return withinGeneration(this.database, async (tx) => {
      const since = await keptSince(tx, 'ledger');
      if (question.span.from < since) throw new NoLongerKept(since, 'Ask for the answers of a later span.');
      const segments = [...(await this.segments.all(tx))]
        .filter(([, attributes]) => isWithin(question.segment, attributes))
        .map(([segment]) => segment);
      const rows = await standingAnswers(tx, question.span, {
        measures: measuresOf(question.kpi, question.class),
        segments,
        after: question.after,
        limit: question.limit + 1,
      });
      const page = rows.slice(0, question.limit);
      const last = page.at(-1);
      return {
        answers: await this.inFull(tx, page),
        next: rows.length > page.length && last !== undefined ? cursorOf(last) : null,
      };
    });
  }

  private async inFull(tx: Queries, rows: readonly AnswerRow[]): Promise<FeedAnswer[]> {
    const subjects = await loadSubjects(tx, 'response', [...new Set(rows.map((row) => row.subject))]);
    const standing = new Map<string, { source: string; id: string }>();
    for (const [key, { subject }] of subjects) {
      const revision = subject.kind === 'response' ? standingRevision(subject.events) : undefined;
      if (revision !== undefined) standing.set(key, revision);
    }
    const bodies = await responseBodies(tx, [...standing.keys()]);
    const answers: FeedAnswer[] = [];
    for (const row of rows) {
      const event = standing.get(row.subject);
      const body = event === undefined ? undefined : bodies.get(journalKey(event.source, event.id));
      const { question = '' } = await this.segments.attributes(row.segment);
      if (body !== undefined) answers.push(answerOf(row, question, JSON.parse(body) as Body));
    }
    return answers;
  }
}

interface Body {
  readonly comment?: string | null;
  readonly respondent?: { readonly id?: string; readonly company?: string; readonly segment?: string } | null;
  readonly about?: Readonly<Record<string, string>> | null;
}

function answerOf(row: AnswerRow, question: string, body: Body): FeedAnswer {
  const scale = scaleOfCode(row.scale);
  const { id, company, segment } = body.respondent ?? {};
  return {
    responseId: row.subject,
    answeredAt: formatInstant(row.at),
    question,
    scale: scale.id,
    score: row.score,
    class: classOf(scale, row.score),
    comment: body.comment ?? null,
    respondent: {
      ...(id === undefined ? {} : { id }),
      ...(company === undefined ? {} : { company }),
      ...(segment === undefined ? {} : { segment }),
    },
    about: body.about ?? {},
  };
}

/** The measures of every answer that can be part of the KPI and is of the class. */
function measuresOf(kpi: KpiDefinition, wanted: ScoreClass | undefined): number[][] {
  const only = kpi.where?.['mayRecommend'];
  const mayRecommend = Array.isArray(only) ? (only as readonly number[]) : [0, 1];
  const scales = SCALES.filter((scale) => kpi.scales?.includes(scale.id) === true);
  return scales.flatMap((scale) => {
    const scores = Array.from({ length: scale.highest - scale.lowest + 1 }, (_, i) => scale.lowest + i);
    return scores
      .filter((score) => wanted === undefined || classOf(scale, score) === wanted)
      .flatMap((score) => mayRecommend.map((may) => [scale.code, score, may]));
  });
}

function cursorOf({ at, subject, segment }: AnswerRow): AnswerCursor {
  return { at, subject, segment };
}
