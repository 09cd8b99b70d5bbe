import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCatalogue } from '#core/kpis';
import { loadSettings } from './load-settings.ts';
import { settingsDocument } from './settings-document.ts';
import { SettingsInvalid } from './settings-invalid.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barometer-catalogue-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(content: string): unknown {
  writeFileSync(join(folder, 'kpis.yaml'), content);
  return loadSettings({ BAROMETER_CATALOGUE: 'kpis.yaml' }, folder).settings.ownCatalogue;
}

test("a file's KPIs stand beside the built-in ones", () => {
  const own = load(`
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
`);
  const ids = loadCatalogue(own).kpis.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['nps', 'happy-visits']));
});

test.each([
  ['kpis: 7', /BAROMETER_CATALOGUE, .*kpis\.yaml: kpis must/],
  ['kpis: [{id: nps}]', /kpis\[0\]\.version/],
  ['kpis: [', /kpis\.yaml: .* at line 1/],
  ['', /kpis\.yaml: must be a map/],
])('a file with %j is refused with the place', (content, expected) => {
  expect(() => load(content)).toThrow(SettingsInvalid);
  expect(() => load(content)).toThrow(expected);
});

test('a file that is not there is refused with its path', () => {
  expect(() => loadSettings({ BAROMETER_CATALOGUE: '/no/such.yaml' }, folder)).toThrow(
    /BAROMETER_CATALOGUE, \/no\/such\.yaml: ENOENT/,
  );
});

test('the page of settings has a row for each', () => {
  expect(settingsDocument()).toContain('| `BAROMETER_HTTP_PORT` | `8080` | The port to listen on.');
  expect(settingsDocument()).toContain('| `DATABASE_URL` | PostgreSQL comes embedded |');
});
