import type { Segment } from '#core/segments';
import type { Instant } from '#core/time';
import type { AlertNotice, AlertState } from '../paging/notice.ts';
import { isGraver, type Severity } from '../rules/rule-head.ts';
import { isSignalKind, type AlertRule, type SignalRule } from '../rules/rule.ts';
import type { SignalLife } from './signal-life.ts';

/** An alert about a segment, as the world was told of it. One per rule and segment, for good. */
export interface SignalAlert {
  readonly alertId: string;
  readonly rule: string;
  readonly segment: Segment;
  readonly severity: Severity;
  readonly state: AlertState;
  /** How many steps it has made, from 1: numbers its events. */
  readonly step: number;
  /** When it last began to fire; before that, when it became pending. */
  readonly raisedAt: Instant;
  /** When it came into its state. */
  readonly changedAt: Instant;
  readonly summary: string;
}

/** What names an alert: receivers fold what comes under one key into one. */
export interface AlertIdentity {
  readonly alertId: string;
  readonly rule: Pick<SignalRule, 'id' | 'title' | 'kind'>;
  readonly segment: Segment;
}

/**
 * What must be told, so that the world knows what follows from what is known now.
 *
 * An alert that fires and should never have fired is withdrawn: its grounds were corrected away. One that should have
 * fired and is over is resolved. What should have fired in the past, and is over, is not told afterwards.
 *
 * @param told the alert as it was last told, `undefined` when it never was
 * @returns the next steps, in order; none when there is nothing to tell, two when one alert ends and the next may be coming
 */
export function followSignal(
  identity: AlertIdentity,
  told: SignalAlert | undefined,
  life: SignalLife,
  at: Instant,
): readonly SignalAlert[] {
  const state = nextState(told, life);
  if (state === undefined) return [];
  const next = stepTo(state, identity, told, life, at);
  return [next, ...followSignal(identity, next, life, at)];
}

function stepTo(
  state: AlertState,
  { alertId, rule, segment }: AlertIdentity,
  told: SignalAlert | undefined,
  life: SignalLife,
  at: Instant,
): SignalAlert {
  const stands = { severity: life.severity, raisedAt: life.since };
  const { severity, raisedAt } =
    state === 'pending' || told === undefined || (state === 'firing' && told.state !== 'firing') ? stands : told;
  return {
    alertId,
    rule: rule.id,
    segment,
    severity: state === 'firing' ? life.severity : severity,
    state,
    step: (told?.step ?? 0) + 1,
    raisedAt,
    changedAt: at,
    summary: summaryOf(rule.title, segment, state, life.because),
  };
}

/**
 * The alert as paging sees it. The label `cut` says what kind of segment an alert about numbers is about: `desk` for the
 * whole desk, else its dimensions, so that an alert about the whole can mute those about its parts.
 */
export function stepNotice(step: Omit<SignalAlert, 'raisedAt'>, kind: AlertRule['kind']): AlertNotice {
  const { alertId, rule, severity, state, changedAt: at, summary, segment } = step;
  const cut = Object.keys(segment).join(' and ') || 'desk';
  const labels = { ...segment, rule, kind, severity, ...(isSignalKind(kind) ? { cut } : {}) };
  return { alertId, step: step.step, state, severity, at, summary, labels };
}

function nextState(told: SignalAlert | undefined, life: SignalLife): AlertState | undefined {
  const isOpen = told?.state === 'firing' || told?.state === 'pending';
  switch (life.state) {
    case 'firing':
      return told?.state !== 'firing' || isGraver(life.severity, told.severity) ? 'firing' : undefined;
    case 'pending':
      if (told?.state === 'firing') return endOf(told, life);
      return told?.state === 'pending' ? undefined : 'pending';
    case 'inactive':
      return isOpen ? endOf(told, life) : undefined;
  }
}

/** An episode that was over before the alert was raised is not the one that was told. */
function endOf(told: SignalAlert, { episode }: SignalLife): AlertState {
  if (told.state === 'pending') return 'resolved';
  const wasTrue = episode !== undefined && (episode.endedAt ?? Infinity) > told.raisedAt;
  return wasTrue ? 'resolved' : 'withdrawn';
}

function summaryOf(title: string, segment: Segment, state: AlertState, because: string): string {
  const places = Object.entries(segment).map(([dimension, value]) => `${dimension} ${value}`);
  const where = places.length === 0 ? '' : ` (${places.join(', ')})`;
  const now = {
    pending: ' may be coming',
    firing: '',
    resolved: ' is over',
    withdrawn: ' withdrawn after a correction',
  };
  return `${title}${now[state]}${where}: ${because}`;
}
