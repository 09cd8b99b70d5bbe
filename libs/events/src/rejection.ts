/** Why a message is no event. The list is closed: dead letters, results and metrics carry these words. */
export const REJECTION_REASONS = [
  'invalid-utf8',
  'malformed-json',
  'unsupported-content-type',
  'missing-attribute',
  'invalid-attribute',
  'missing-data',
  'too-large',
  'unstorable-text',
  'unstorable',
  'unknown-type',
  'invalid-data',
  'unknown-scale',
  'score-out-of-range',
  'duplicate-answer',
  'time-without-zone',
  'time-in-future',
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** One thing that is wrong. `path` is written from the event's root: `type`, `data.answers[1].score`; empty for the whole. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** A problem together with the reason that it stands for. */
export interface Finding extends Problem {
  readonly reason: RejectionReason;
}

/** A message that can never be read: it goes to the dead letters or back to its sender, and is not tried again. */
export interface Rejection {
  /** The reason of the first problem. */
  readonly reason: RejectionReason;
  /** At least one. */
  readonly problems: readonly Problem[];
}

export interface Rejected {
  readonly ok: false;
  readonly rejection: Rejection;
}

const LONGEST_PATH = 200;
const MOST_PROBLEMS = 20;

/** Makes a rejection of what was found. The first twenty problems are told; a person repairs those first anyway. */
export function rejected(first: Finding, ...others: readonly Finding[]): Rejected {
  const problems = [first, ...others].slice(0, MOST_PROBLEMS).map(({ path, message }) => ({
    path: path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH)}…`,
    message,
  }));
  return { ok: false, rejection: { reason: first.reason, problems } };
}

/** Writes `['data', 'answers', 1, 'score']` as `data.answers[1].score`. */
export function formatPath(steps: readonly PropertyKey[]): string {
  let path = '';
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += path === '' ? String(step) : `.${String(step)}`;
  }
  return path;
}

const LONGEST_SHOWN = 40;

/** A value as a message shows it: as JSON, cut short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return JSON.stringify(value);
  if (value.length <= LONGEST_SHOWN) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, LONGEST_SHOWN)).slice(0, -1)}…" (${value.length} characters)`;
}
