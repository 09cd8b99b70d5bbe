import { loadCatalogue, type Catalogue } from '#core/kpis';
import { attributesKey, type Segment } from '#core/segments';
import { MINUTE, type Instant, type Milliseconds } from '#core/time';
import { followSignal, stepNotice, type SignalAlert } from '../life/signal-alert.ts';
import { liveOn, unborn, type SignalLife } from '../life/signal-life.ts';
import type { AlertNotice, AlertState } from '../paging/notice.ts';
import type { Severity } from '../rules/rule-head.ts';
import type { AlertRules } from '../rules/load-rules.ts';
import { isSignalRule, type SignalRule } from '../rules/rule.ts';
import { dueNotices } from './due-notices.ts';
import type { History } from './history.ts';
import { responseNotices } from './response-notices.ts';
import { watchersOf } from './watchers.ts';

/** An alert that would have fired. */
export interface WouldFire {
  readonly alertId: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly segment: Segment;
  readonly firedAt: Instant;
  /** When it was over, and how; `undefined` while it still fired at the end. */
  readonly endedAt?: Instant;
  readonly ended?: Extract<AlertState, 'resolved' | 'withdrawn'>;
  readonly summary: string;
}

export interface DryRun {
  readonly catalogue?: Catalogue;
  /** How often the rules look, a minute or more. */
  readonly every?: Milliseconds;
}

/**
 * What rules would have said about the past, by the same judges and the same life as live. Rules look at every multiple of
 * `every`; windows and baselines are warm from all that was known before `from`.
 *
 * @param from the first instant whose alerts are told; @param to the first instant after
 * @returns what would have been told, step by step, in order
 */
export function stepsThatWouldBeTold(
  { rules }: AlertRules,
  history: History,
  from: Instant,
  to: Instant,
  { catalogue = loadCatalogue(), every = 15 * MINUTE }: DryRun = {},
): AlertNotice[] {
  const signals = rules.filter(isSignalRule);
  const notices = signals.flatMap((rule) => signalNotices(rule, history, to, { catalogue, every }));
  return [...notices, ...responseNotices(rules, history), ...dueNotices(rules, history, to)]
    .filter(({ at }) => at >= from && at < to)
    .sort(byInstant);
}

/** The alerts that would have fired, by when they did. Those that were only pending are not among them. */
export function whatWouldFire(
  rules: AlertRules,
  history: History,
  from: Instant,
  to: Instant,
  dryRun: DryRun = {},
): WouldFire[] {
  return alertsIn(stepsThatWouldBeTold(rules, history, from, to, dryRun));
}

/** The alerts that made these steps, each time they fired. */
export function alertsIn(steps: readonly AlertNotice[]): WouldFire[] {
  const fired: WouldFire[] = [];
  const open = new Map<string, number>();
  for (const { alertId, state, severity, at, labels, summary } of steps) {
    const place = open.get(alertId);
    if (state === 'firing' && place === undefined) {
      const { rule = '', kind: _, severity: __, cut: ___, ...segment } = labels;
      open.set(alertId, fired.length);
      fired.push({ alertId, rule, severity, segment, firedAt: at, summary });
    } else if (place !== undefined && state === 'firing') {
      fired[place] = { ...(fired[place] as WouldFire), severity };
    } else if (place !== undefined && (state === 'resolved' || state === 'withdrawn')) {
      fired[place] = { ...(fired[place] as WouldFire), endedAt: at, ended: state };
      open.delete(alertId);
    }
  }
  return fired;
}

function signalNotices(
  rule: SignalRule,
  { contributions }: History,
  to: Instant,
  { catalogue, every }: Required<DryRun>,
): AlertNotice[] {
  const watchers = watchersOf(rule, contributions, catalogue);
  const first = contributions.reduce((earliest, { knownAt }) => Math.min(earliest, knownAt), Infinity);
  const lives = new Map<string, { life: SignalLife; told: SignalAlert | undefined }>();
  const notices: AlertNotice[] = [];
  for (let at = Math.ceil(first / every) * every; at < to; at += every) {
    for (const { segment, verdict } of watchers.flatMap((watcher) => watcher(at))) {
      const alertId = `${rule.id} ${attributesKey(segment)}`;
      const { life: before, told } = lives.get(alertId) ?? { life: unborn(rule), told: undefined };
      const life = liveOn(rule, before, { at, revision: 0, verdict });
      const steps = followSignal({ alertId, rule, segment }, told, life, at);
      notices.push(...steps.map((step) => stepNotice(step, rule.kind)));
      lives.set(alertId, { life, told: steps.at(-1) ?? told });
    }
  }
  return notices;
}

/** At one instant the whole comes before its parts, as a person would tell it. */
function byInstant(a: AlertNotice, b: AlertNotice): number {
  const size = ({ labels }: AlertNotice) => Object.keys(labels).length;
  return (
    a.at - b.at || size(a) - size(b) || (a.alertId === b.alertId ? a.step - b.step : a.alertId < b.alertId ? -1 : 1)
  );
}
