import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSettings, type Environment } from './load-settings.ts';
import { SettingsInvalid } from './settings-invalid.ts';

const KEY = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';
const EMAIL = {
  BAROMETER_SMTP_URL: 'smtps://desk:hunter2@mail.example.org:465',
  BAROMETER_SMTP_FROM: 'barometer@example.org',
  BAROMETER_SMTP_TO: 'ann@example.org, bob@example.org',
};
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barometer-receivers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const toolsOf = (environment: Environment) => loadSettings(environment, folder).settings.tools;

function problemsOf(environment: Environment): string[] {
  try {
    toolsOf(environment);
  } catch (error) {
    if (error instanceof SettingsInvalid) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('the tools that alerts are told to', () => {
  test('are those that are set', () => {
    const { BAROMETER_SMTP_URL: url, BAROMETER_SMTP_FROM: from } = EMAIL;
    expect(
      toolsOf({
        ...EMAIL,
        BAROMETER_ALERTMANAGER_URL: 'http://am-1:9093, https://am-2/monitoring/',
        BAROMETER_PAGERDUTY_KEY: KEY,
        BAROMETER_SLACK_URL: 'https://hooks.slack.com/services/T0/B0/x',
        BAROMETER_TEAMS_URL: 'https://example.org/workflows/w1?sig=x',
      }),
    ).toEqual({
      alertmanagers: ['http://am-1:9093', 'https://am-2/monitoring/'],
      pagerDuty: { url: 'https://events.pagerduty.com/v2/enqueue', key: KEY },
      slack: 'https://hooks.slack.com/services/T0/B0/x',
      teams: 'https://example.org/workflows/w1?sig=x',
      email: { url, from, to: ['ann@example.org', 'bob@example.org'] },
    });
  });

  test('take their secrets from files', () => {
    const path = join(folder, 'key');
    writeFileSync(path, `${KEY}\n`);
    const { settings, inForce } = loadSettings({ BAROMETER_PAGERDUTY_KEY_FILE: path }, folder);
    expect(settings.tools.pagerDuty?.key).toBe(KEY);
    expect(inForce.find(({ name }) => name === 'BAROMETER_PAGERDUTY_KEY')).toMatchObject({
      shown: '••••',
      origin: 'secret file',
    });
  });

  test.each([
    ['BAROMETER_ALERTMANAGER_URL', 'am-1:9093'],
    ['BAROMETER_ALERTMANAGER_URL', 'http://am/a,http://am/b'],
    ['BAROMETER_ALERTMANAGER_URL', 'http://am-1,'],
    ['BAROMETER_PAGERDUTY_KEY', 'hunter2'],
    ['BAROMETER_SLACK_URL', '#alerts'],
    ['BAROMETER_TEAMS_URL', 'teams'],
    ['BAROMETER_SMTP_URL', 'https://hunter2@mail.example.org'],
  ])('%s may not be %j, and is not shown', (name, value) => {
    const [problem, ...more] = problemsOf({ ...EMAIL, [name]: value });
    expect([problem?.startsWith(`${name} must be `), more]).toEqual([true, []]);
    expect(problem).not.toContain(value);
  });

  test.each([
    ['BAROMETER_SMTP_FROM', 'Barometer <barometer@example.org>'],
    ['BAROMETER_SMTP_TO', 'ann@example.org,ann@example.org'],
    ['BAROMETER_SMTP_TO', 'ann@example.org;bob@example.org'],
    ['BAROMETER_SMTP_TO', 'ann@example.org\r\nBcc: eve@example.org'],
  ])('%s may not be %j', (name, value) => {
    expect(problemsOf({ ...EMAIL, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is .*; it must be `)),
    ]);
  });

  test('by e-mail need a server, a sender and somebody to tell', () => {
    const { BAROMETER_SMTP_URL, BAROMETER_SMTP_TO } = EMAIL;
    expect(problemsOf({ BAROMETER_SMTP_URL })).toEqual([
      'BAROMETER_SMTP_FROM is not set, but alerts are to be sent by e-mail. Set it, or remove BAROMETER_SMTP_URL.',
      'BAROMETER_SMTP_TO is not set, but alerts are to be sent by e-mail. Set it, or remove BAROMETER_SMTP_URL.',
    ]);
    expect(problemsOf({ BAROMETER_SMTP_TO })).toEqual([
      'BAROMETER_SMTP_URL is not set, but BAROMETER_SMTP_TO asks for e-mails. Set it, or remove BAROMETER_SMTP_TO.',
    ]);
  });
});
