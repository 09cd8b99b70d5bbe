import {
  followSignal,
  lifeBefore,
  livedBefore,
  liveOn,
  liveSince,
  settleLives,
  type Lives,
  type SegmentVerdict,
  type SignalLife,
  type SignalRule,
  type ToldAlert,
  type VolumeChart,
} from '#core/alerts';
import type { Reading } from '#core/kpis';
import { attributesKey, type Cut, type Segment } from '#core/segments';
import type { Instant } from '#core/time';
import type { StoredSignal } from '#libs/postgres';
import { alertIdOf } from '../alerting/alert-id.ts';

/** A verdict on a segment, and the chart after it where the rule keeps one. */
export type Seen = SegmentVerdict & { readonly chart?: VolumeChart };

interface Signal {
  readonly alertId: string;
  readonly rule: SignalRule;
  readonly segment: Segment;
  lives: Lives<VolumeChart>;
  life: SignalLife;
  told: ToldAlert | undefined;
}

/** What has to be written down. */
export interface Findings {
  readonly signals: readonly Omit<StoredSignal, 'told'>[];
  /** Every step of every alert, in order. */
  readonly steps: readonly ToldAlert[];
}

/** What is known of every segment under every rule. It forgets nothing that the database has not. */
export class SignalBook {
  private readonly rules: ReadonlyMap<string, SignalRule>;
  private readonly signals = new Map<string, Signal>();
  private retired: readonly ToldAlert[];
  private readonly changed = new Set<Signal>();

  /** @param stored all signals that are known, those of rules that are in force no more included */
  constructor(rules: readonly SignalRule[], stored: readonly StoredSignal[]) {
    this.rules = new Map(rules.map((rule) => [rule.id, rule]));
    const retired: ToldAlert[] = [];
    for (const { alertId, rule: id, segment, lives, told } of stored) {
      const rule = this.rules.get(id);
      if (rule !== undefined && isWatched(rule, segment)) {
        this.signals.set(alertId, { alertId, rule, segment, lives, life: lifeBefore(rule, lives, Infinity), told });
      } else if (told?.state === 'firing' || told?.state === 'pending') retired.push(told);
    }
    this.retired = retired;
  }

  /** The segments of a rule and cut that an alert fires about, may be coming about, or whose chart has risen. */
  remembered(rule: SignalRule, cut: Cut): Segment[] {
    return [...this.signals.values()]
      .filter((signal) => signal.rule === rule && isOf(cut, signal.segment))
      .filter(({ life, lives }) => life.state !== 'inactive' || lives.at(-1)?.memory !== undefined)
      .map(({ segment }) => segment);
  }

  /** The chart of a segment before the look at an instant. */
  chartBefore(rule: SignalRule, segment: Segment, at: Instant): VolumeChart | undefined {
    const signal = this.signals.get(alertIdOf(rule.id, attributesKey(segment)));
    return signal === undefined ? undefined : livedBefore(signal.lives, at)?.memory;
  }

  /** Goes back to before the looks at an instant: everything since is going to be looked at again. */
  rewind(to: Instant): void {
    for (const signal of this.signals.values()) {
      const lives = signal.lives.filter(({ since }) => since < to);
      if (lives.length === signal.lives.length) continue;
      signal.lives = lives;
      signal.life = lifeBefore(signal.rule, lives, to);
      this.changed.add(signal);
    }
  }

  /** Takes in a look at all segments of a rule. */
  see(rule: SignalRule, at: Instant, seen: readonly Seen[]): void {
    for (const { segment, verdict, chart } of seen) {
      const alertId = alertIdOf(rule.id, attributesKey(segment));
      const known = this.signals.get(alertId);
      // A quiet segment that was never anything else is nothing to write down.
      if (known === undefined && verdict.says !== 'breach' && isCalm(chart)) continue;
      const signal = known ?? this.add({ alertId, rule, segment });
      signal.life = liveOn(rule, signal.life, { at, revision: 0, verdict });
      const memory = isCalm(chart) ? {} : { memory: chart as VolumeChart };
      const lives = liveSince(signal.lives, { since: at, life: signal.life, ...memory });
      if (lives.length !== signal.lives.length || lives.at(-1) !== signal.lives.at(-1)) this.changed.add(signal);
      signal.lives = lives;
    }
  }

  /**
   * What must be told and written down, so that the world knows what follows from all looks up to an instant.
   *
   * @param settledBefore looks before it will not be corrected any more
   */
  findings(
    at: Instant,
    settledBefore: Instant,
    readingOf: (rule: SignalRule, segment: Segment) => Reading[],
  ): Findings {
    const steps = this.retired.map((told) => retire(told, at));
    this.retired = [];
    for (const signal of this.signals.values()) {
      const { rule, segment, life, told } = signal;
      const next = followSignal(signal, told, life, at);
      if (next.length === 0) continue;
      const rest = { responseId: undefined, ticketId: undefined, answers: [], readings: readingOf(rule, segment) };
      steps.push(...next.map((step) => ({ ...step, ...rest })));
      signal.told = steps.at(-1);
      this.changed.add(signal);
    }
    const signals = [...this.changed].map((signal) => {
      signal.lives = settleLives(signal.lives, settledBefore);
      return { alertId: signal.alertId, rule: signal.rule.id, segment: signal.segment, lives: signal.lives };
    });
    this.changed.clear();
    return { signals, steps };
  }

  /** How many alerts of each rule fire; a rule without any has 0. */
  firing(): ReadonlyMap<string, number> {
    const counts = new Map([...this.rules.keys()].map((id) => [id, 0]));
    for (const { rule, told } of this.signals.values()) {
      if (told?.state === 'firing') counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
    }
    return counts;
  }

  private add(identity: Pick<Signal, 'alertId' | 'rule' | 'segment'>): Signal {
    const signal: Signal = { ...identity, lives: [], life: lifeBefore(identity.rule, [], Infinity), told: undefined };
    this.signals.set(signal.alertId, signal);
    return signal;
  }
}

function isCalm(chart: VolumeChart | undefined): boolean {
  return chart === undefined || chart.sum === 0;
}

function isWatched({ cuts }: SignalRule, segment: Segment): boolean {
  return cuts.some((cut) => isOf(cut, segment));
}

function isOf(cut: Cut, segment: Segment): boolean {
  return Object.keys(segment).length === cut.length && cut.every((dimension) => segment[dimension] !== undefined);
}

/** An alert of a rule that nobody judges any more would fire for ever. */
function retire(told: ToldAlert, at: Instant): ToldAlert {
  const summary = `${told.rule} is over: the rule is no longer in force`;
  return { ...told, state: 'resolved', step: told.step + 1, changedAt: at, summary };
}
