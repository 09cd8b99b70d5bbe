export const SEVERITIES = ['info', 'warning', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What every rule says of itself. */
export interface RuleHead {
  /** Lower-case words joined by hyphens; part of every alert's id, so it never changes its meaning. */
  readonly id: string;
  /** What a person is told has happened. */
  readonly title: string;
  readonly severity: Severity;
}

/** Whether the first is graver than the second. */
export function isGraver(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b);
}
