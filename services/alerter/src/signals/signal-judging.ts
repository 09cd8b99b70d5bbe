import {
  isWindowRule,
  judgeWindows,
  kpiOf,
  readingBehind,
  type SignalRule,
  type ToldAlert,
  type WindowRule,
} from '#core/alerts';
import type { Catalogue, Reading } from '#core/kpis';
import type { Segment } from '#core/segments';
import { HOUR, MINUTE, type Instant, type Milliseconds } from '#core/time';
import {
  judgedUntil,
  loadSignals,
  moveLooks,
  saveAlerts,
  saveSignals,
  type Database,
  type SegmentDirectory,
  type Watching,
} from '#libs/postgres';
import type { Clock } from '#libs/runtime';
import { tellSteps, type Audience } from '../alerting/tell.ts';
import { CountWatch } from './count-watch.ts';
import { SignalBook, type Seen } from './signal-book.ts';
import { WindowWatch } from './window-watch.ts';

/** Rules look at every full minute at most. */
const LOOK_EVERY = MINUTE;

/** What is on its way at a full minute has so long to arrive: what comes later makes the look be taken again. */
const SETTLING: Milliseconds = 5_000;

/** How far back looks are corrected when the past turns out to have been another. */
const CORRECTED_FOR: Milliseconds = 6 * HOUR;

/** Looking again at the past may take a tenth of the time: after it, this many times as long nobody looks back. */
const REST_AFTER_LOOKING_BACK = 9;

export interface SignalJudgingSettings {
  readonly database: Database;
  readonly segments: SegmentDirectory;
  readonly clock: Clock;
  readonly rules: readonly SignalRule[];
  readonly catalogue: Catalogue;
  readonly audience: Audience;
}

/** What a round of judging has found. */
export interface Judged {
  /** The last instant that the rules were judged at. */
  readonly until: Instant;
  /** Instants judged, those that were judged before included. */
  readonly looks: number;
  /** Whether some were judged again, because the past had changed. */
  readonly lookedBack: boolean;
  /** Segments that each rule was judged for at the last instant that it looked at. */
  readonly segments: ReadonlyMap<string, number>;
  readonly firing: ReadonlyMap<string, number>;
  readonly steps: readonly ToldAlert[];
}

/** What is kept in memory between two rounds. All of it can be had again from the database. */
interface Standing {
  judged: Instant | undefined;
  readonly book: SignalBook;
  watch: WindowWatch | undefined;
}

/**
 * Judges the rules about numbers, at every full minute, and tells what follows. What is told and what is remembered are
 * written in one transaction, with the instant up to which was judged: whoever was overtaken by another alerter writes
 * nothing. When something becomes known of the past, the looks since are taken again.
 */
export class SignalJudging {
  private readonly settings: SignalJudgingSettings;
  private readonly watching: Watching;
  private standing: Standing | undefined;
  private lookBackTo = Infinity;
  private lookBackAfter: Instant = -Infinity;

  constructor(settings: SignalJudgingSettings) {
    this.settings = settings;
    const heard = settings.rules.filter((rule) => !isWindowRule(rule)).map(({ fact }) => fact);
    this.watching = WindowWatch.watchingOf(settings.rules.filter(isWindowRule), heard, settings.catalogue);
  }

  /**
   * Judges at all instants up to now that are still to be judged. The first time ever, only at the last of them.
   *
   * @returns `undefined` when there was none
   * @throws JudgedElsewhere when another alerter has judged meanwhile; the next call reads everything again
   */
  async judge(): Promise<Judged | undefined> {
    const until = Math.floor((this.settings.clock() - SETTLING) / LOOK_EVERY) * LOOK_EVERY;
    try {
      return await this.judgeUntil(until);
    } catch (error) {
      // Half a round in memory must not be taken for what the database knows.
      this.forget();
      throw error;
    }
  }

  /** Call it when another alerter may have judged. */
  forget(): void {
    this.standing = undefined;
    this.lookBackTo = Infinity;
  }

  private async judgeUntil(until: Instant): Promise<Judged | undefined> {
    const earliest = until - CORRECTED_FOR;
    this.standing ??= await this.read(earliest);
    const standing = this.standing;
    const { judged } = standing;
    if (judged !== undefined && until <= judged) return undefined;
    await this.hear(standing, earliest);
    const next = judged === undefined ? until : Math.max(judged + LOOK_EVERY, earliest);
    const begun = this.settings.clock();
    const lookedBack = this.lookBackTo < next && begun >= this.lookBackAfter;
    const from = lookedBack ? Math.max(this.lookBackTo, earliest) : next;
    if (lookedBack) {
      standing.book.rewind(from);
      standing.watch = undefined;
    }
    if (from <= this.lookBackTo) this.lookBackTo = Infinity;
    const segments = await this.look(standing, from, until);
    const steps = await this.write(standing, until, earliest);
    if (lookedBack) {
      const now = this.settings.clock();
      this.lookBackAfter = now + REST_AFTER_LOOKING_BACK * (now - begun);
    }
    const looks = (until - from) / LOOK_EVERY + 1;
    return { until, looks, lookedBack, segments, firing: standing.book.firing(), steps };
  }

  private async read(earliest: Instant): Promise<Standing> {
    const { database, rules } = this.settings;
    const [judged, signals] = await database.transaction(
      async (tx) => [await judgedUntil(tx), await loadSignals(tx)] as const,
      'repeatable read',
    );
    // Whoever judged before may have died before it heard of what has changed in the past.
    this.lookBackTo = judged === undefined ? Infinity : earliest;
    return { judged, book: new SignalBook(rules, signals), watch: undefined };
  }

  /** Takes in what has become known, and notes how far back it reaches. */
  private async hear(standing: Standing, earliest: Instant): Promise<void> {
    if (standing.watch === undefined) return;
    const changed = await standing.watch.catchUp();
    if (await standing.watch.isSuperseded()) {
      standing.watch = undefined;
      this.lookBackTo = earliest;
    } else if (changed !== undefined) {
      // A window ends before its instant: what happened at a full minute is seen a minute later.
      const first = (Math.floor(changed / LOOK_EVERY) + 1) * LOOK_EVERY;
      this.lookBackTo = Math.min(this.lookBackTo, first);
    }
  }

  private async look(standing: Standing, from: Instant, until: Instant): Promise<ReadonlyMap<string, number>> {
    const { database, segments, rules } = this.settings;
    const counted = new Map<string, number>();
    const watch = standing.watch ?? (await WindowWatch.start(database, segments, this.watching, from));
    standing.watch = watch;
    const counts = new CountWatch(database, segments);
    for (let at = from; at <= until; at += LOOK_EVERY) {
      await watch.advance(at);
      for (const rule of rules.filter(({ every }) => at % every === 0)) {
        const seen = isWindowRule(rule)
          ? this.lookAtWindows(rule, at, watch, standing.book)
          : await counts.look(rule, at, standing.book);
        standing.book.see(rule, at, seen);
        counted.set(rule.id, seen.length);
      }
    }
    return counted;
  }

  private lookAtWindows(rule: WindowRule, at: Instant, watch: WindowWatch, book: SignalBook): readonly Seen[] {
    const kpi = kpiOf(rule, this.settings.catalogue);
    return rule.cuts.flatMap((cut) => judgeWindows(rule, kpi, cut, at, watch, book.remembered(rule, cut)));
  }

  private async write(standing: Standing, until: Instant, settledBefore: Instant): Promise<readonly ToldAlert[]> {
    const { database, clock, audience } = this.settings;
    const { watch, judged } = standing;
    const readingOf = (rule: SignalRule, segment: Segment): Reading[] =>
      watch === undefined || !isWindowRule(rule)
        ? []
        : [
            readingBehind(rule, kpiOf(rule, this.settings.catalogue), segment, {
              at: until,
              cells: watch,
              watermark: watch.watermark,
            }),
          ];
    const { signals, steps } = standing.book.findings(until, settledBefore, readingOf);
    await database.transaction(async (tx) => {
      await moveLooks(tx, judged, until);
      await saveSignals(tx, signals);
      await saveAlerts(tx, [...new Map(steps.map((step) => [step.alertId, step])).values()]);
      await tellSteps(tx, audience, steps, clock());
    });
    standing.judged = until;
    return steps;
  }
}
