import { shorten } from '#core/privacy';
import { headlineOf, type Page } from './page.ts';
import type { Tool } from './tool-receiver.ts';

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText; readonly fields?: readonly PlainText[] }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] };

/** A message to a Slack incoming webhook. */
export interface SlackMessage {
  /** What notifications and screen readers show. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** Slack takes no longer text in a section; escaped it may have grown fivefold. */
const MOST_OF_TEXT = 3_000;

/** Slack takes no more fields in a section. */
const MOST_FIELDS = 10;

/** Plain text throughout: a question's or a team's name cannot mention a channel, format, or link to anything. */
export function slackMessage(page: Page): SlackMessage {
  const fields = Object.entries(page.facts)
    .slice(0, MOST_FIELDS)
    .map(([name, value]) => plain(`${name}: ${value}`));
  return {
    text: escaped(`${headlineOf(page)}. ${page.summary}`),
    blocks: [
      { type: 'header', text: plain(headlineOf(page)) },
      { type: 'section', text: plain(page.summary), ...(fields.length > 0 && { fields }) },
      { type: 'context', elements: [plain(page.at), plain(page.alertId)] },
    ],
  };
}

/** An incoming webhook of Slack. It takes about one message a second, and says with 429 when that was too much. */
export function slack(): Tool {
  return { destination: 'slack:default', keeps: 'messages', hears: 'pages', atOnce: 1, payloadOf: slackMessage };
}

function plain(text: string): PlainText {
  return { type: 'plain_text', text: shorten(escaped(text), MOST_OF_TEXT), emoji: false };
}

/** The three characters with which Slack begins commands. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
