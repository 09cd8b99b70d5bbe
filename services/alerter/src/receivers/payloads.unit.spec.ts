import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { isScrubbed } from '#core/privacy';
import type { AlertChangedData } from '#libs/events';
import { alertmanager } from './alertmanager.ts';
import { DETRACTOR, HOSTILE, WITHDRAWN } from './given-alert.fixture.ts';
import { pageOf } from './page.ts';
import { pagerDuty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import type { Tool } from './tool-receiver.ts';

const NOW = Date.parse('2026-11-20T10:16:00.000Z');
const KEY = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';

const TOOLS: readonly (readonly [string, Tool])[] = [
  ['alertmanager', alertmanager('http://am:9093/')],
  ['pagerduty', pagerDuty(KEY)],
  ['slack', slack()],
  ['teams', teams()],
];

const STATES: readonly (readonly [string, AlertChangedData])[] = [
  ['fires', DETRACTOR],
  ['was withdrawn', WITHDRAWN],
  ['has hostile texts', HOSTILE],
  ['has hostile texts and is over', { ...HOSTILE, state: 'resolved' }],
  ['has no segment and no ticket', { ...DETRACTOR, segment: {}, evidence: { readings: [], answers: [] } }],
];

describe.each(TOOLS)('what %s is posted', (name, tool) => {
  const schema = JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object;
  const isValid = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(
    schema,
  );

  it.each(STATES)('keeps to its schema and limits when the alert %s', (_, data) => {
    const payload = tool.payloadOf(pageOf(data), NOW);
    isValid(payload);
    expect(isValid.errors).toBeNull();
    expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(28_000);
  });

  it.each(STATES)('leads to nobody when the alert %s', (_, data) => {
    const texts = textsOf(tool.payloadOf(pageOf(data), NOW));
    const mayBeLong = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)?\s?(detractor-[0-9a-f]{32})?$/;
    for (const text of texts) if (!mayBeLong.test(text)) expect([text, isScrubbed(text)]).toEqual([text, true]);
    expect(JSON.stringify(texts)).not.toMatch(/\bann\b|@|r-81|4111|12345678/);
  });

  it('is refused by that schema when a field is missing or unknown', () => {
    const payload = tool.payloadOf(pageOf(DETRACTOR), NOW) as object;
    expect(isValid(Array.isArray(payload) ? [{}] : { ...payload, extra: 1 })).toBe(false);
    expect(isValid(Array.isArray(payload) ? [] : {})).toBe(false);
  });
});

describe('PagerDuty', () => {
  it('opens an incident under the key of the alert, and resolves it under the same', () => {
    const event = (data: AlertChangedData) => pagerDuty(KEY).payloadOf(pageOf(data), NOW);
    expect(event(DETRACTOR)).toMatchObject({
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: DETRACTOR.alertId,
      payload: { summary: DETRACTOR.summary, severity: 'critical', group: 'desk-1', class: 'detractor' },
    });
    expect(event(WITHDRAWN)).toEqual({ routing_key: KEY, event_action: 'resolve', dedup_key: DETRACTOR.alertId });
  });
});

describe('Alertmanager', () => {
  const posted = (data: AlertChangedData, now = NOW) =>
    (alertmanager('http://am/').payloadOf(pageOf(data), now) as [object])[0];

  it('is told what fires, and that it fires for a quarter of an hour unless it is told again', () => {
    expect(posted(DETRACTOR)).toEqual({
      labels: {
        alertname: 'detractor',
        severity: 'critical',
        alert_id: DETRACTOR.alertId,
        team: 'desk-1',
        channel: 'email',
      },
      annotations: { summary: DETRACTOR.summary, ticket: 'T-7' },
      startsAt: '2026-11-20T10:15:04.200Z',
      endsAt: '2026-11-20T10:31:00.000Z',
    });
  });

  it('is told that it is over a day after it fired, however late that is said', () => {
    expect(posted(DETRACTOR, NOW + 23.9 * 3_600_000)).toMatchObject({ endsAt: '2026-11-21T10:15:04.200Z' });
    expect(posted(DETRACTOR, NOW + 48 * 3_600_000)).toMatchObject({ endsAt: '2026-11-21T10:15:04.200Z' });
  });

  it('is told the end of what was withdrawn under the same labels', () => {
    expect(posted(WITHDRAWN)).toMatchObject({ endsAt: WITHDRAWN.at, labels: { alert_id: DETRACTOR.alertId } });
    expect(posted(WITHDRAWN)).not.toHaveProperty('startsAt');
  });
});

describe('Slack', () => {
  it('is given nothing that it takes for a command', () => {
    const message = JSON.stringify(slack().payloadOf(pageOf(HOSTILE), NOW));
    expect(message).not.toMatch(/[<>]/);
    expect(message).toContain('team: &lt;!channel&gt; [pay](https://evil.example) &amp; &lt;b&gt;[e-mail]');
  });
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => (name === 'routing_key' ? [] : textsOf(part)));
}
