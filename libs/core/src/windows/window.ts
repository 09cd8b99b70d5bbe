import { DAY, HOUR, type Instant, type Milliseconds } from '#core/time';

/** A span of event time: `from` lies in it, `to` does not. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The rolling window of that length that ends at an instant: `[at − length, at)`. */
export function windowAt(at: Instant, length: Milliseconds): Span {
  return { from: at - length, to: at };
}

export function contains(span: Span, at: Instant): boolean {
  return at >= span.from && at < span.to;
}

/** A pane is an hour or a day, aligned to UTC. */
export type PaneLevel = 'hour' | 'day';

export const PANE_LENGTH: Readonly<Record<PaneLevel, Milliseconds>> = { hour: HOUR, day: DAY };

/** The number that stands for a level in the table of panes. */
export const PANE_CODE: Readonly<Record<PaneLevel, number>> = { hour: 1, day: 2 };

/** Start of the pane that an instant lies in. */
export function paneStart(level: PaneLevel, at: Instant): Instant {
  return Math.floor(at / PANE_LENGTH[level]) * PANE_LENGTH[level];
}

/** A span cut into whole days, whole hours beside them, and the rest at both edges. No two parts overlap. */
export interface Cover {
  readonly days: readonly Span[];
  readonly hours: readonly Span[];
  readonly edges: readonly Span[];
}

/**
 * Cuts a span so that panes serve the most of it and the ledger only its edges: two of less than an hour each, or one of
 * less than two hours when no whole hour lies in the span.
 */
export function coverOf(span: Span): Cover {
  const outer = alignedWithin('hour', span);
  if (outer === undefined) return { days: [], hours: [], edges: solid([span]) };
  const inner = alignedWithin('day', outer);
  const hours = inner === undefined ? [outer] : solid([before(outer, inner), after(outer, inner)]);
  return {
    days: inner === undefined ? [] : [inner],
    hours,
    edges: solid([before(span, outer), after(span, outer)]),
  };
}

function alignedWithin(level: PaneLevel, span: Span): Span | undefined {
  const length = PANE_LENGTH[level];
  const aligned = { from: Math.ceil(span.from / length) * length, to: paneStart(level, span.to) };
  return aligned.to > aligned.from ? aligned : undefined;
}

function before(outer: Span, inner: Span): Span {
  return { from: outer.from, to: inner.from };
}

function after(outer: Span, inner: Span): Span {
  return { from: inner.to, to: outer.to };
}

function solid(spans: readonly Span[]): Span[] {
  return spans.filter((span) => span.to > span.from);
}
