import type { Severity } from '#core/alerts';
import type { Milliseconds } from '#core/time';

/** How long a case may take, and what happens when it takes longer. */
export interface CasePolicy {
  /** Looked through in order; the first that fits says. The last one fits every case. */
  readonly deadlines: readonly Deadline[];
  /** Who becomes the owner of a case whose deadline has passed. */
  readonly escalateTo: string;
  /** A good answer of the same respondent closes the loop if it comes within this time after the case was opened. */
  readonly recoveredWithin: Milliseconds;
}

/** Within `dueIn` somebody must have contacted the customer, or resolved the case. */
export interface Deadline {
  readonly severities?: readonly Severity[];
  /** Customer segments: enterprise, small business, … */
  readonly segments?: readonly string[];
  readonly dueIn: Milliseconds;
}

/** How long a case of that gravity and customer segment may wait for a contact. */
export function deadlineFor(
  { deadlines }: CasePolicy,
  severity: Severity,
  customerSegment: string | undefined,
): Milliseconds {
  const fits = deadlines.find(
    ({ severities, segments }) =>
      (severities === undefined || severities.includes(severity)) &&
      (segments === undefined || (customerSegment !== undefined && segments.includes(customerSegment))),
  );
  if (fits === undefined) throw new RangeError('the last deadline of a case policy must fit every case');
  return fits.dueIn;
}
