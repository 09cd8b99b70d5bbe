/**
 * - `open`: nobody has looked; `acknowledged`: somebody has; `contacted`: the customer was spoken to
 * - `resolved`: somebody says it is done; `recovered`: the customer says so, by a good answer
 * - `withdrawn`: no alert of it stands any more, and nobody had spoken to the customer
 */
export const CASE_STATES = ['open', 'acknowledged', 'contacted', 'resolved', 'recovered', 'withdrawn'] as const;

export type CaseState = (typeof CASE_STATES)[number];

/** Whether nothing more is expected of anybody. */
export function isClosedState(state: CaseState): boolean {
  return state === 'resolved' || state === 'recovered' || state === 'withdrawn';
}
