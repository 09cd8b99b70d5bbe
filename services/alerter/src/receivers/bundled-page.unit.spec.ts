import { describe, expect, it } from 'vitest';
import type { OutboxMessage } from '#libs/postgres';
import { PAGE_TYPES, type Bundle, type BundledAlert } from '../paging/page-message.ts';
import { pageOfAll, pagesOf } from './bundled-page.ts';
import { emailOf } from './email.ts';
import { DETRACTOR, HOSTILE, messageOf, WITHDRAWN } from './given-alert.fixture.ts';
import { headlineOf, pageOf } from './page.ts';
import { slackMessage } from './slack.ts';
import { teamsMessage } from './teams.ts';

function bundled(kind: Bundle['kind'], alerts: readonly BundledAlert[], more = 0): OutboxMessage {
  const body = JSON.stringify({ kind, alerts, more } satisfies Bundle);
  return { ...messageOf(DETRACTOR), eventId: `${kind}/default/7`, type: PAGE_TYPES[kind], body };
}

const several = (count: number): BundledAlert[] =>
  Array.from({ length: count }, (_, i) => ({
    ...DETRACTOR,
    alertId: `detractor-${i}`,
    summary: `Detractor: number ${i}`,
  }));

describe('what the pager sends', () => {
  it('is told like the alert itself when it is about one', () => {
    expect(pageOfAll(bundled('page', [DETRACTOR]))).toEqual(pageOf(DETRACTOR));
    expect(pageOfAll(bundled('update', [WITHDRAWN]))).toEqual(pageOf(WITHDRAWN));
    expect(pageOfAll(messageOf(DETRACTOR))).toEqual(pageOf(DETRACTOR));
  });

  it('is a list when it is about many: the first ten in a sentence each, the others counted', () => {
    const page = pageOfAll(bundled('page', several(200), 99));
    expect(headlineOf(page)).toBe('299 alerts: detractor');
    expect(page).toMatchObject({ severity: 'critical', alertId: 'page/default/7', isFiring: true, rule: 'detractor' });
    const lines = page.summary.split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('- Detractor: number 0');
    expect(lines.at(-1)).toBe('and 289 more; GET /v1/alerts lists them');
  });

  it('says in a digest why nobody was paged', () => {
    const page = pageOfAll(bundled('digest', [{ ...DETRACTOR, heldBack: 'quiet-hours' }]));
    expect(headlineOf(page)).toBe('Digest: 1 alerts that paged nobody');
    expect(page.summary).toMatch(/ \[in quiet hours\]$/);
  });

  it('is one alert after the other for tools that keep track of each; a digest is nothing to them', () => {
    expect(pagesOf(bundled('page', several(3))).map(({ alertId }) => alertId)).toHaveLength(3);
    expect(pagesOf(bundled('digest', several(3)))).toEqual([]);
    expect(pagesOf(messageOf(WITHDRAWN))).toEqual([pageOf(WITHDRAWN)]);
  });

  it('holds nothing of a person, whatever is in it, and fits each tool', () => {
    const page = pageOfAll(
      bundled(
        'page',
        Array.from({ length: 50 }, () => HOSTILE),
      ),
    );
    const mail = { from: 'barometer@example.net', to: 'on-call@example.net' };
    for (const payload of [slackMessage(page), teamsMessage(page), emailOf(page, 'page/default/7', mail)]) {
      expect(JSON.stringify(payload)).not.toMatch(/example\.org|4111/);
      expect(JSON.stringify(payload).length).toBeLessThan(12_000);
    }
    const section = slackMessage(page).blocks.find(({ type }) => type === 'section') as { text: { text: string } };
    expect(section.text.text.length).toBeLessThanOrEqual(3_000);
  });
});
