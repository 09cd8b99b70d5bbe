import type { Fact, FactKind } from '#core/facts';

/** A KPI recomputed from a list of facts: its value, what it rests on, and the percentiles of durations. */
export interface NaiveKpi {
  readonly value: number | null;
  readonly n: number;
  readonly p50?: number | null;
  readonly p90?: number | null;
  readonly provisional?: number;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;

/** The formulas of docs/kpis.md, one by one and written out, from facts in `[from, to)`. */
export const NAIVE_KPIS: Readonly<Record<string, (facts: readonly Fact[], window: Window) => NaiveKpi>> = {
  nps: (facts, window) => netScore(scores(facts, window, 1)),
  'nps-recommendable': (facts, window) => netScore(scores(facts, window, 1, true)),
  recommenders: (facts, window) => percent(scores(facts, window, 1), (score) => score >= 9),
  enps: (facts, window) => netScore(scores(facts, window, 8)),
  csat: (facts, window) => {
    const happy = scores(facts, window, 2).filter((score) => score >= 4);
    const happyOfTen = scores(facts, window, 3).filter((score) => score >= 9);
    const n = scores(facts, window, 2).length + scores(facts, window, 3).length;
    return { value: n === 0 ? null : (100 * (happy.length + happyOfTen.length)) / n, n };
  },
  'csat-mean-1-5': (facts, window) => mean(scores(facts, window, 2).map((score) => (100 * score) / 5)),
  'csat-mean-1-10': (facts, window) => mean(scores(facts, window, 3).map((score) => (100 * score) / 10)),
  'ces-ease-1-7': (facts, window) => mean(scores(facts, window, 4)),
  'ces-effort-1-5': (facts, window) => mean(scores(facts, window, 5)),
  'ease-1-5': (facts, window) => mean(scores(facts, window, 6)),
  effortless: (facts, window) => {
    const easy = scores(facts, window, 4).filter((score) => score >= 5);
    const littleEffort = scores(facts, window, 5).filter((score) => score <= 2);
    const n = scores(facts, window, 4).length + scores(facts, window, 5).length;
    return { value: n === 0 ? null : (100 * (easy.length + littleEffort.length)) / n, n };
  },
  smiley: (facts, window) => percent(scores(facts, window, 7), (score) => score === 3),
  'comment-rate': (facts, window) =>
    percent(measures(facts, window, 'response-received'), ([comment]) => comment === 1),
  'ticket-volume': (facts, window) => count(measures(facts, window, 'opened').length),
  backlog: (facts, { to }) => {
    const ever = { from: -Infinity, to };
    return count(measures(facts, ever, 'backlog-entered').length - measures(facts, ever, 'backlog-left').length);
  },
  'first-response-time': (facts, window) => durations(column(facts, window, 'first-responded', 0)),
  'resolution-time': (facts, window) => durations(column(facts, window, 'resolved', 0)),
  'time-to-close': (facts, window) => durations(column(facts, window, 'closed', 4)),
  'closed-resolution-time': (facts, window) => durations(column(facts, window, 'closed', 5)),
  'sla-compliance': (facts, window) =>
    percent(
      column(facts, window, 'closed', 0).filter((sla) => sla !== -1),
      (sla) => sla === 1,
    ),
  'first-contact-resolution': (facts, window) => {
    const closed = measures(facts, window, 'closed');
    const recent = { from: Math.max(window.from, window.to - 7 * DAY), to: window.to };
    return {
      ...percent(
        closed,
        ([, contacts, reassignments, reopens]) => Number(contacts) <= 1 && reassignments === 0 && reopens === 0,
      ),
      provisional: measures(facts, recent, 'closed').length,
    };
  },
  'reopen-rate': (facts, window) => percent(column(facts, window, 'closed', 3), (reopens) => reopens > 0),
  reassignment: (facts, window) => mean(column(facts, window, 'closed', 2)),
  throughput: (facts, window) => {
    const n = measures(facts, window, 'closed').length;
    return { value: n / ((window.to - window.from) / DAY), n };
  },
  'case-volume': (facts, window) => count(measures(facts, window, 'case-opened').length),
  'case-backlog': (facts, { to }) => {
    const ever = { from: -Infinity, to };
    return count(measures(facts, ever, 'case-work-entered').length - measures(facts, ever, 'case-work-left').length);
  },
  'time-to-acknowledge': (facts, window) => durations(column(facts, window, 'case-acknowledged', 0)),
  'time-to-contact': (facts, window) => durations(column(facts, window, 'case-contacted', 0)),
  'time-to-recover': (facts, window) => durations(column(facts, window, 'case-recovered', 0)),
  'recovery-rate': (facts, window) => {
    const opened = column(facts, window, 'case-opened', 0);
    const recent = { from: Math.max(window.from, window.to - 90 * DAY), to: window.to };
    return {
      ...percent(opened, (recovered) => recovered === 1),
      provisional: measures(facts, recent, 'case-opened').length,
    };
  },
};

function measures(facts: readonly Fact[], { from, to }: Window, kind: FactKind): (readonly number[])[] {
  return facts.filter((fact) => fact.kind === kind && fact.at >= from && fact.at < to).map((fact) => fact.measures);
}

function column(facts: readonly Fact[], window: Window, kind: FactKind, index: number): number[] {
  return measures(facts, window, kind).map((values) => Number(values[index]));
}

/** @param scale its code */
function scores(facts: readonly Fact[], window: Window, scale: number, onlyWhoMayRecommend = false): number[] {
  return measures(facts, window, 'answered')
    .filter(([code, , may]) => code === scale && (!onlyWhoMayRecommend || may === 1))
    .map(([, score]) => Number(score));
}

function netScore(scores: readonly number[]): NaiveKpi {
  const n = scores.length;
  const promoters = scores.filter((score) => score >= 9).length;
  const detractors = scores.filter((score) => score <= 6).length;
  return { value: n === 0 ? null : 100 * (promoters / n - detractors / n), n };
}

function percent<T>(all: readonly T[], hits: (one: T) => boolean): NaiveKpi {
  return { value: all.length === 0 ? null : 100 * (all.filter(hits).length / all.length), n: all.length };
}

function mean(values: readonly number[]): NaiveKpi {
  const n = values.length;
  return { value: n === 0 ? null : values.reduce((sum, value) => sum + value, 0) / n, n };
}

function count(n: number): NaiveKpi {
  return { value: n, n };
}

/** Milliseconds in, seconds out; what is below zero is not known. */
function durations(milliseconds: readonly number[]): NaiveKpi {
  const seconds = milliseconds.filter((value) => value >= 0).map((value) => value / 1000);
  const sorted = seconds.toSorted((a, b) => a - b);
  const rank = (tenths: number) => sorted[Math.ceil((tenths * sorted.length) / 10) - 1] ?? null;
  return { ...mean(seconds), p50: rank(5), p90: rank(9) };
}
