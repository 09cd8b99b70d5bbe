import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogueOf } from './load-catalogue.ts';
import { settingsDocument } from './settings-document.ts';
import { SettingsInvalid } from './settings-invalid.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barometer-catalogue-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): { catalogueFile: string } {
  const catalogueFile = join(folder, 'kpis.yaml');
  writeFileSync(catalogueFile, content);
  return { catalogueFile };
}

test('the built-in KPIs are there without a file', () => {
  expect(catalogueOf({ catalogueFile: undefined }).kpis.map(({ id }) => id)).toContain('nps');
});

test("a file's KPIs stand beside them", () => {
  const own = file(`
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
  const ids = catalogueOf(own).kpis.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['nps', 'happy-visits']));
});

test.each([
  ['kpis: 7', /BAROMETER_CATALOGUE, .*kpis\.yaml: kpis must/],
  ['kpis: [{id: nps}]', /kpis\[0\]\.version/],
  ['kpis: [', /kpis\.yaml: .* at line 1/],
])('a file with %j is refused with the place', (content, expected) => {
  expect(() => catalogueOf(file(content))).toThrow(SettingsInvalid);
  expect(() => catalogueOf(file(content))).toThrow(expected);
});

test('a file that is not there is refused with its path', () => {
  expect(() => catalogueOf({ catalogueFile: '/no/such.yaml' })).toThrow(
    /BAROMETER_CATALOGUE, \/no\/such\.yaml: ENOENT/,
  );
});

test('the page of settings has a row for each', () => {
  expect(settingsDocument()).toContain('| `BAROMETER_HTTP_PORT` | `8080` | The port to listen on.');
  expect(settingsDocument()).toContain('| `DATABASE_URL` | PostgreSQL comes embedded |');
});
