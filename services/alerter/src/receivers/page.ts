import { isScrubbed, scrub, shorten } from '#core/privacy';
import type { Severity } from '#core/alerts';
import type { AlertChangedData } from '#libs/events';

/** Long enough for every sentence of a rule, and short enough to stay within each tool's limits once it is escaped. */
const MOST_OF_SUMMARY = 400;
const MOST_OF_VALUE = 100;
const MOST_OF_HEADLINE = 120;

const TICKET_ID = /^[A-Za-z0-9#_.:/-]{1,64}$/;

/**
 * What people outside Barometer are shown of an alert. Never a comment, a respondent or an agent; not the response's id
 * either, because some survey tools make it from an e-mail address. Texts are scrubbed and shortened.
 */
export interface Page {
  /** The same for all steps of an alert, for good: tools recognise it by this. */
  readonly alertId: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Whether the alert is true now; otherwise it was withdrawn, or is over. */
  readonly isFiring: boolean;
  readonly state: AlertChangedData['state'];
  /** Whether it has an end of its own. An alert about an answer has none: the answer stays as bad as it is. */
  readonly isPassing: boolean;
  /** When it came into its state, as RFC 3339. */
  readonly at: string;
  readonly summary: string;
  /** What stands at the head when the page is about more than one alert. */
  readonly headline?: string;
  /** The dimensions of its segment and the ticket that was rated, by name; none is empty. */
  readonly facts: Readonly<Record<string, string>>;
}

/** The page that tells a step of an alert. */
export function pageOf({ alertId, rule, severity, state, at, summary, segment, evidence }: AlertChangedData): Page {
  const places = Object.entries(segment).map(
    ([dimension, value]) => [dimension, textOf(value, MOST_OF_VALUE)] as const,
  );
  const ticketIds = [evidence.ticketId, ...evidence.answers.map((answer) => answer.ticketId)];
  const ticketId = ticketIds.find(isShown);
  const ticket = ticketId ? [['ticket', ticketId] as const] : [];
  return {
    alertId,
    rule,
    severity,
    isFiring: state === 'firing',
    state,
    isPassing: evidence.answers.length === 0,
    at,
    summary: textOf(summary, MOST_OF_SUMMARY),
    facts: Object.fromEntries([...places, ...ticket].filter(([, value]) => value !== '')),
  };
}

/** A line for the head of a message: `Critical alert: detractor`, `Withdrawn: detractor`. */
export function headlineOf({ severity, state, isFiring, rule, headline }: Page): string {
  return shorten(
    headline ?? (isFiring ? `${capitalised(severity)} alert: ${rule}` : `${capitalised(state)}: ${rule}`),
    MOST_OF_HEADLINE,
  );
}

function textOf(text: string, most: number): string {
  return shorten(scrub(text).trim(), most);
}

/** A ticket's id is shown if nothing in it leads to a person: some desks number tickets by telephone numbers. */
function isShown(ticketId: string | null | undefined): boolean {
  return ticketId !== undefined && ticketId !== null && TICKET_ID.test(ticketId) && isScrubbed(ticketId);
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
