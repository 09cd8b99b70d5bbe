import type { Answer } from '#core/answers';
import type { Reading } from '#core/kpis';
import type { Segment } from '#core/segments';
import type { Instant } from '#core/time';
import type { AlertState } from './paging/notice.ts';
import type { Severity } from './rules/rule-head.ts';

/** Any alert, as the world was told of it: about an answer, a ticket, or the numbers of a segment. */
export interface ToldAlert {
  readonly alertId: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly state: AlertState;
  /** How many steps it has made, from 1: numbers its events. */
  readonly step: number;
  /** When it last began to fire, or first if it is about an answer; before that, when it became pending. */
  readonly raisedAt: Instant;
  readonly changedAt: Instant;
  readonly segment: Segment;
  readonly summary: string;
  /** The response that the alert is about; an alert about numbers or a ticket has none. */
  readonly responseId: string | undefined;
  readonly ticketId: string | undefined;
  /** Whose answer it is about: a digest, no name. */
  readonly subject?: string | undefined;
  /** The case that it belongs to. */
  readonly caseId?: string | undefined;
  readonly answers: readonly Answer[];
  /** What an alert about numbers rests on. */
  readonly readings: readonly Reading[];
}
