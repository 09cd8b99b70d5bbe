import type { Milliseconds, Weekday } from '#core/time';
import type { Severity } from '../rules/rule-head.ts';
import type { Labels } from './notice.ts';

/** Each named label must have one of the values; no label at all matches every alert. */
export type Matcher = Readonly<Record<string, readonly string[]>>;

/** Who is told what, when, and how often at most. */
export interface PagingPolicy {
  readonly receivers: readonly ReceiverPolicy[];
  /** Looked through in order. An alert takes the first route that matches, and the next ones too where it says `goOn`. */
  readonly routes: readonly Route[];
  readonly inhibitions: readonly Inhibition[];
}

export interface ReceiverPolicy {
  readonly name: string;
  /** Pages within any span of length `per`; what is more goes into the digest. */
  readonly mostPages: number;
  readonly per: Milliseconds;
  /** How long what was not paged waits for its digest at most. */
  readonly digestEvery: Milliseconds;
}

export interface Route {
  readonly match: Matcher;
  readonly receiver: string;
  /** Alerts that share the values of these labels share a page. */
  readonly groupBy: readonly string[];
  /** After a page of a group, the next one of it waits that long and brings all that came meanwhile. The first never waits. */
  readonly groupFor: Milliseconds;
  readonly quietHours?: QuietHours;
  readonly goOn?: true;
}

/** Hours in which nobody is paged, on the clock of a time zone. */
export interface QuietHours {
  readonly zone: string;
  readonly spans: readonly QuietSpan[];
  /** Severities that page all the same. */
  readonly except: readonly Severity[];
}

/** Minutes of the day, `from` included. A span that goes past midnight belongs to the day on which it begins. */
export interface QuietSpan {
  readonly days: readonly Weekday[];
  readonly from: number;
  readonly to: number;
}

/** While an alert of the source fires, alerts of the target page nobody, if both have the same values of `equal`. */
export interface Inhibition {
  readonly source: Matcher;
  readonly target: Matcher;
  readonly equal: readonly string[];
}

export function matches(matcher: Matcher, labels: Labels): boolean {
  return Object.entries(matcher).every(([name, values]) => {
    const value = labels[name];
    return value !== undefined && values.includes(value);
  });
}
