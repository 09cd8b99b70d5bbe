import { isGraver, type Severity } from '#core/alerts';
import { shorten } from '#core/privacy';
import type { AlertChangedData } from '#libs/events';
import type { OutboxMessage } from '#libs/postgres';
import { bundleOf, type Bundle } from '../paging/page-message.ts';
import { pageOf, type Page } from './page.ts';

/** Alerts that are told in a sentence each; the rest is counted. */
const MOST_TOLD = 10;
const MOST_OF_LINE = 160;

const HELD_BACK = {
  muted: 'muted by another alert',
  'quiet-hours': 'in quiet hours',
  'rate-limit': 'beyond the limit of pages',
  'over-already': 'over before its turn came',
};

/** The alerts that a message speaks of, each by itself; none of a digest. */
export function pagesOf(message: OutboxMessage): readonly Page[] {
  const bundle = bundleOf(message);
  if (bundle === undefined) return [pageOf(JSON.parse(message.body) as AlertChangedData)];
  return bundle.kind === 'digest' ? [] : bundle.alerts.map(pageOf);
}

/** All that a message says, in one page: for people who read. */
export function pageOfAll(message: OutboxMessage): Page {
  const bundle = bundleOf(message);
  if (bundle === undefined) return pageOf(JSON.parse(message.body) as AlertChangedData);
  const pages = bundle.alerts.map(pageOf);
  const [first] = pages;
  if (first === undefined) throw new RangeError(`the message ${message.eventId} speaks of no alert`);
  return bundle.kind === 'digest' || pages.length > 1 || bundle.more > 0
    ? together(message, bundle, pages, first)
    : first;
}

function together({ eventId }: OutboxMessage, bundle: Bundle, pages: readonly Page[], first: Page): Page {
  const count = pages.length + bundle.more;
  const rules = [...new Set(pages.map(({ rule }) => rule))];
  const rule = rules.length === 1 ? first.rule : `${rules.length} rules`;
  const isDigest = bundle.kind === 'digest';
  const lines = bundle.alerts.slice(0, MOST_TOLD).map(({ heldBack }, i) => {
    const why = heldBack === undefined ? '' : ` [${HELD_BACK[heldBack]}]`;
    return `- ${shorten((pages[i] as Page).summary, MOST_OF_LINE)}${why}`;
  });
  const rest = count - lines.length;
  const at = pages.map((page) => page.at).reduce((a, b) => (a > b ? a : b));
  return {
    alertId: eventId,
    rule,
    severity: gravest(pages),
    isFiring: !isDigest,
    state: first.state,
    at,
    facts: {},
    isPassing: pages.every(({ isPassing }) => isPassing),
    headline: isDigest ? `Digest: ${count} alerts that paged nobody` : `${count} alerts: ${rule}`,
    summary: [...lines, ...(rest > 0 ? [`and ${rest} more; GET /v1/alerts lists them`] : [])].join('\n'),
  };
}

function gravest(pages: readonly Page[]): Severity {
  return pages.map(({ severity }) => severity).reduce((a, b) => (isGraver(b, a) ? b : a));
}
