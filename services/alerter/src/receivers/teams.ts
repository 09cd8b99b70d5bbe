import { headlineOf, type Page } from './page.ts';
import type { Tool } from './tool-receiver.ts';

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Large';
  readonly color?: 'Attention' | 'Warning' | 'Good' | 'Accent';
}

interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
}

/** A message to a workflow of Microsoft Teams that posts the cards it is sent. */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: {
        readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
        readonly type: 'AdaptiveCard';
        readonly version: '1.4';
        readonly fallbackText: string;
        readonly body: readonly RichTextBlock[];
      };
    },
  ];
}

const COLOURS = { critical: 'Attention', warning: 'Warning', info: 'Accent' } as const;

/** Runs of text throughout: unlike a `TextBlock` they take no Markdown, so no name in them can become a link. */
export function teamsMessage(page: Page): TeamsMessage {
  const color = page.isFiring ? COLOURS[page.severity] : 'Good';
  const facts = Object.entries(page.facts).map(([name, value]) =>
    line({ text: `${name}: `, weight: 'Bolder' }, { text: value }),
  );
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: page.summary,
          body: [
            line({ text: headlineOf(page), weight: 'Bolder', size: 'Large', color }),
            line({ text: page.summary }),
            ...facts,
            line({ text: `${page.at} ${page.alertId}` }),
          ],
        },
      },
    ],
  };
}

/** A workflow of Microsoft Teams. It takes four messages a second. */
export function teams(): Tool {
  return { destination: 'teams:default', keeps: 'messages', hears: 'pages', atOnce: 2, payloadOf: teamsMessage };
}

function line(...runs: readonly Omit<TextRun, 'type'>[]): RichTextBlock {
  return { type: 'RichTextBlock', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) };
}
