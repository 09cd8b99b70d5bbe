import type { Instant } from '#core/time';
import type { RepeatRule } from '../rules/rule.ts';

/** A response that stands and is bad, of one respondent or of one company. */
export interface BadResponse {
  readonly responseId: string;
  readonly answeredAt: Instant;
  /** Whether some revision of it was fresh: only such a one may raise an alert. */
  readonly fresh: boolean;
}

/** A bad response that came after another one. */
export interface Repeat {
  readonly responseId: string;
  /** The one before it, the nearest. */
  readonly after: string;
}

/**
 * Which bad responses of one respondent, or of one company, are not their first in the rule's period. It is a function of
 * the set of responses that stand, so a correction or a withdrawal of an earlier one takes the repeat away again,
 * whatever order things came in. At one instant the greater id is the later one.
 */
export function judgeRepeats(rule: RepeatRule, responses: readonly BadResponse[]): Repeat[] {
  const sorted = [...responses].sort((a, b) => a.answeredAt - b.answeredAt || (a.responseId < b.responseId ? -1 : 1));
  return sorted.flatMap((response, i) => {
    const previous = sorted[i - 1];
    if (previous === undefined || !response.fresh) return [];
    return response.answeredAt - previous.answeredAt <= rule.within
      ? [{ responseId: response.responseId, after: previous.responseId }]
      : [];
  });
}
