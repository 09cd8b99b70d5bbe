import {
  hoursAround,
  judgeHour,
  judgeRhythms,
  SegmentCounts,
  type CountedFacts,
  type SilenceRule,
  type VolumeRule,
} from '#core/alerts';
import type { FactKind } from '#core/facts';
import type { Attributes, Segment } from '#core/segments';
import { DAY, HOUR, type Instant } from '#core/time';
import type { PaneLevel } from '#core/windows';
import { factCounts, firstHourOf, withinGeneration, type Database, type SegmentDirectory } from '#libs/postgres';
import type { Seen, SignalBook } from './signal-book.ts';

/** A rule about how much is heard of a segment. */
export type CountRule = VolumeRule | SilenceRule;

interface Counted {
  readonly facts: readonly CountedFacts[];
  /** The first whole hour of which anything is known. */
  readonly first: Instant | undefined;
}

/** Counts facts by the hour and by the day, as they are known now. */
export class CountWatch {
  private readonly database: Database;
  private readonly segments: SegmentDirectory;
  private readonly days = new Map<string, Counted>();

  constructor(database: Database, segments: SegmentDirectory) {
    this.database = database;
    this.segments = segments;
  }

  /** What the rule finds at an instant. */
  async look(rule: CountRule, at: Instant, book: SignalBook): Promise<readonly Seen[]> {
    return rule.kind === 'volume' ? this.hours(rule, at, book) : this.rhythms(rule, at, book);
  }

  /** Every hour that has ended since the last look. One alert tells of them, so the last of them speaks. */
  private async hours(rule: VolumeRule, at: Instant, book: SignalBook): Promise<readonly Seen[]> {
    const seen = new Map<string, Seen>();
    for (let hour = hourOf(at - rule.every); hour + HOUR <= at; hour += HOUR) {
      const counted = await this.count(rule.fact, 'hour', hoursAround(hour, rule.weeks));
      for (const cut of rule.cuts) {
        const counts = new SegmentCounts(cut, counted.facts, counted.first);
        const chartOf = (segment: Segment) => seen.get(nameOf(segment))?.chart ?? book.chartBefore(rule, segment, at);
        const remembered = book.remembered(rule, cut);
        for (const each of judgeHour(rule, hour, counts, remembered, chartOf)) seen.set(nameOf(each.segment), each);
      }
    }
    return [...seen.values()];
  }

  private async rhythms(rule: SilenceRule, at: Instant, book: SignalBook): Promise<readonly Seen[]> {
    const from = Math.floor((at - 2 * rule.reference - rule.leastQuiet) / DAY) * DAY;
    const name = `${rule.fact} ${from}`;
    const starts = Array.from({ length: Math.ceil((at - from) / DAY) }, (_, i) => from + i * DAY);
    // Looked at more than once, they are read once: the days after an instant are left out by the judge.
    const counted = this.days.get(name) ?? (await this.count(rule.fact, 'day', starts));
    this.days.set(name, counted);
    return rule.cuts.flatMap((cut) =>
      judgeRhythms(rule, at, new SegmentCounts(cut, counted.facts, counted.first), book.remembered(rule, cut)),
    );
  }

  private async count(fact: FactKind, level: PaneLevel, starts: readonly Instant[]): Promise<Counted> {
    return withinGeneration(this.database, async (tx) => {
      const counts = await factCounts(tx, fact, level, starts);
      const attributes = await this.segments.all(tx);
      const first = await firstHourOf(tx, fact);
      const facts = counts.map(({ segment, start, n }) => ({
        attributes: attributes.get(segment) as Attributes,
        start,
        n,
      }));
      return { facts, first: first === undefined ? undefined : first + HOUR };
    });
  }
}

function hourOf(at: Instant): Instant {
  return Math.floor(at / HOUR) * HOUR;
}

function nameOf(segment: Segment): string {
  return JSON.stringify(segment);
}
