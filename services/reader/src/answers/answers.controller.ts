import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { ScoreClass } from '#core/answers';
import type { Catalogue } from '#core/kpis';
import { windowAt } from '#core/windows';
import type { AnswerCursor } from '#libs/postgres';
import { CLOCK, type Clock } from '#libs/runtime';
import { CATALOGUE } from '../catalogue-token.ts';
import { badRequest, kpiNamed } from '../readings/bad-request.ts';
import { QueryReader, type RawQuery } from '../readings/question.ts';
import { AnswerFeed, type FeedAnswer } from './answer-feed.ts';
import { DescribeAnswers } from './answers.openapi.ts';

/** A class by its plain name and by the names it has on NPS and smileys. */
const CLASSES: Readonly<Record<string, ScoreClass>> = {
  satisfied: 'satisfied',
  neutral: 'neutral',
  dissatisfied: 'dissatisfied',
  promoter: 'satisfied',
  passive: 'neutral',
  detractor: 'dissatisfied',
};

const MOST = 500;

@Controller('v1/answers')
export class AnswersController {
  constructor(
    private readonly feed: AnswerFeed,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @DescribeAnswers()
  async list(@Query() query: RawQuery): Promise<{ answers: readonly FeedAnswer[]; next: string | null }> {
    const reader = new QueryReader(query, ['kpi', 'class', 'window', 'at', 'limit', 'cursor']);
    const id = reader.text('kpi');
    const named = reader.text('class');
    const cursor = reader.text('cursor');
    const window = reader.period('window', '30d');
    const at = reader.instant('at') ?? this.clock();
    const limit = reader.whole('limit', 50, MOST);
    const segment = reader.segment();
    const after = cursor === undefined ? undefined : readCursor(cursor);
    if (id === undefined) reader.problem('kpi', 'is missing: name the KPI whose answers you want, such as nps');
    if (named !== undefined && CLASSES[named] === undefined) {
      reader.problem('class', `must be one of ${Object.keys(CLASSES).join(', ')}, got "${named}"`);
    }
    if (cursor !== undefined && after === undefined) reader.problem('cursor', 'must be the "next" of the page before');
    reader.done();

    const kpi = kpiNamed(this.catalogue, id as string);
    if (kpi.scales === undefined) {
      throw badRequest(`"${kpi.id}" is not made of answers.`, [
        { path: 'kpi', message: 'must be a survey KPI, such as nps or csat' },
      ]);
    }
    const span = windowAt(at, window.length);
    const wanted = named === undefined ? undefined : CLASSES[named];
    const page = await this.feed.page({ kpi, class: wanted, span, segment, limit, after });
    return { answers: page.answers, next: page.next === null ? null : writeCursor(page.next) };
  }
}

function writeCursor({ at, subject, segment }: AnswerCursor): string {
  return Buffer.from(JSON.stringify([at, subject, segment])).toString('base64url');
}

function readCursor(text: string): AnswerCursor | undefined {
  try {
    const [at, subject, segment] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (!Number.isSafeInteger(at) || typeof subject !== 'string' || !Number.isSafeInteger(segment)) return undefined;
    return { at: at as number, subject, segment: segment as number };
  } catch {
    return undefined;
  }
}
