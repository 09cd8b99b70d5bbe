import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAlertRules } from '#core/alerts';
import { loadSettings } from './load-settings.ts';
import { SettingsInvalid } from './settings-invalid.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barometer-rules-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(rules: string, kpis?: string): unknown {
  writeFileSync(join(folder, 'rules.yaml'), rules);
  if (kpis !== undefined) writeFileSync(join(folder, 'kpis.yaml'), kpis);
  const catalogue = kpis === undefined ? {} : { BAROMETER_CATALOGUE: 'kpis.yaml' };
  return loadSettings({ BAROMETER_ALERT_RULES: 'rules.yaml', ...catalogue }, folder).settings.ownAlertRules;
}

function problems(rules: string): readonly string[] {
  try {
    load(rules);
  } catch (error) {
    if (error instanceof SettingsInvalid) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('a file of alert rules', () => {
  it('adds to the shipped ones, switches some off, and may name KPIs of one’s own', () => {
    const rate = 'side: below, threshold: 50, level: 0.99, minSamples: 5, cuts: [[]], window: 7d';
    const own = load(
      `
off: [reopen-high]
rules: [{ kind: rate, id: mine, title: Mine, severity: info, kpi: happy-visits, ${rate} }]
`,
      `
kpis:
  - id: happy-visits
    version: 1
    title: Happy visits
    cohort: Smiley answers, at the instant they were given.
    fact: answered
    scales: [smiley-1-3]
    formula: { kind: class-share, class: satisfied }
    unit: percent
    bands: []
    cuts: [[]]
`,
    );
    expect(own).toMatchObject({ off: ['reopen-high'], rules: [{ id: 'mine' }] });
  });

  it('that is wrong stops the start, with everything that is wrong in it', () => {
    const told = problems('off: [nothing]\nrules: [{ kind: rate, id: mine }]');
    expect(told).toContainEqual(expect.stringMatching(/^BAROMETER_ALERT_RULES, .*rules\.yaml: off\[0\] is no shipped/));
    expect(told).toContainEqual(expect.stringContaining('rules[0].kpi'));
    expect(told).toContainEqual(expect.stringContaining('rules[0].title'));
  });

  it('names receivers after the tools there are', () => {
    const [shipped] = loadAlertRules().paging.receivers;
    expect(shipped?.name).toBe('default');
    const receiver = '{ name: pager, mostPages: 1, per: 1h, digestEvery: 4h }';
    expect(problems(`paging: { receivers: [${receiver}], routes: [], inhibitions: [] }`)).toEqual([
      expect.stringContaining(
        'paging.receivers[0].name must be one of default, pagerduty, slack, teams, email (pager)',
      ),
    ]);
  });

  it.each([
    ['7', /must be a map with the rules under "rules"/],
    ['rules: [', /rules\.yaml: /],
  ])('%j is refused', (content, message) => {
    expect(problems(content)).toEqual([expect.stringMatching(message)]);
  });

  it('that is not there is told', () => {
    expect(() => loadSettings({ BAROMETER_ALERT_RULES: 'none.yaml' }, folder)).toThrow(/none\.yaml: ENOENT/);
  });
});
