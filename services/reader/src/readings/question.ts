import type { KpiDefinition } from '#core/kpis';
import { isDimension, type Dimension, type Segment } from '#core/segments';
import { parseInstant, parsePeriod, type Instant, type Milliseconds } from '#core/time';
import type { ProblemItem } from '#libs/runtime';
import { badRequest } from './bad-request.ts';

/** What is asked of a KPI: which window, as of when, for whom. */
export interface Question {
  readonly kpi: KpiDefinition;
  readonly window: { readonly name: string; readonly length: Milliseconds };
  readonly at: Instant;
  /** Only what was known before this instant. */
  readonly knownAt: Instant | undefined;
  readonly segment: Segment;
  readonly groupBy: readonly Dimension[];
}

export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Collects what is wrong with a query string, so that all of it is said at once. */
export class QueryReader {
  private readonly query: RawQuery;
  private readonly known: ReadonlySet<string>;
  private readonly problems: ProblemItem[] = [];

  /** @param own names of parameters that are not dimensions */
  constructor(query: RawQuery, own: readonly string[]) {
    this.query = query;
    this.known = new Set(own);
    for (const name of Object.keys(query)) {
      if (this.known.has(name) || isDimension(name)) continue;
      this.problem(name, `is not known; filters are dimensions such as team, channel or service`);
    }
  }

  text(name: string): string | undefined {
    const value = this.query[name];
    if (value === undefined || typeof value === 'string') return value;
    this.problem(name, 'must be given once');
    return undefined;
  }

  instant(name: string): Instant | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const instant = parseInstant(text);
    if (instant === undefined) {
      this.problem(
        name,
        `must be a date-time with a zone, such as 2026-11-20T12:00:00Z (in a URL "+" is written %2B), got "${text}"`,
      );
    }
    return instant;
  }

  period(name: string, fallback: string): { name: string; length: Milliseconds } {
    const text = this.text(name) ?? fallback;
    const length = parsePeriod(text);
    if (length === undefined) this.problem(name, `must be a period such as 30m, 24h or 30d, got "${text}"`);
    return { name: text, length: length ?? 1 };
  }

  whole(name: string, fallback: number, most: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      this.problem(name, `must be a whole number from 1 to ${most}, got "${text}"`);
    return value;
  }

  segment(): Segment {
    const segment: { [D in Dimension]?: string } = {};
    for (const name of Object.keys(this.query)) {
      if (this.known.has(name) || !isDimension(name)) continue;
      const value = this.text(name);
      if (value !== undefined) segment[name] = value;
    }
    return segment;
  }

  dimensions(name: string): Dimension[] {
    const names = this.text(name)?.split(',') ?? [];
    const unknown = names.filter((each) => !isDimension(each));
    if (unknown.length > 0) this.problem(name, `names no dimension: ${unknown.join(', ')}`);
    return names.filter(isDimension);
  }

  problem(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  /** @throws RequestProblem with everything that was found wrong */
  done(): void {
    if (this.problems.length > 0) throw badRequest('The query cannot be understood.', this.problems);
  }
}

/** Reads the query string of a reading. @throws RequestProblem naming every parameter that is wrong */
export function readQuestion(kpi: KpiDefinition, query: RawQuery, now: Instant): Question {
  const reader = new QueryReader(query, ['window', 'at', 'knownAt', 'groupBy']);
  const question: Question = {
    kpi,
    window: reader.period('window', '30d'),
    at: reader.instant('at') ?? now,
    knownAt: reader.instant('knownAt'),
    segment: reader.segment(),
    groupBy: reader.dimensions('groupBy'),
  };
  reader.done();
  return question;
}
