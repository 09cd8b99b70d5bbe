import { describe, expect, it } from 'vitest';
import { METRIC_CATALOGUE } from '#libs/metrics';
import { loadCatalogue } from '#core/kpis';
import { settingsDocument } from '#libs/config';
import { kpiGauges } from '#services/reader';
import { isThere, repositoryPages, textOf } from './repository-pages.ts';

/** What a page may name: scripts, files, settings, metrics. What was renamed in the code shows here. */
const pages = repositoryPages();

/** Every match of the pattern's first group, with the page it stands in. */
function named(pattern: RegExp): { path: string; name: string }[] {
  return pages.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => ({ path, name: match[1] ?? '' })),
  );
}

function unknown(names: readonly { path: string; name: string }[], isKnown: (name: string) => boolean): string[] {
  return names.filter(({ name }) => !isKnown(name)).map(({ path, name }) => `${path}: ${name}`);
}

describe('the documents name only', () => {
  it('scripts that package.json has', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const names = named(/\bnpm run (?:-s |--silent )?([a-z][a-z:-]*)/g);
    expect(names.length).toBeGreaterThan(20);
    expect(unknown(names, (name) => name in scripts)).toEqual([]);
  });

  it('files and folders that are there', () => {
    const paths = pages.flatMap(({ path, inlineCode }) =>
      inlineCode
        .filter((code) => /^(?:libs|services|tools|test|docs|mappings|examples)\/[\w./-]+$/.test(code))
        .map((name) => ({ path, name })),
    );
    expect(paths.length).toBeGreaterThan(20);
    expect(unknown(paths, isThere)).toEqual([]);
  });

  it('settings that exist', () => {
    const known = new Set(settingsDocument().match(/\b(?:BAROMETER|KAFKA|DATABASE)_[A-Z_]+\b/g));
    const names = named(/\b((?:BAROMETER|KAFKA|DATABASE)_[A-Z_]+)\b/g);
    expect(names.length).toBeGreaterThan(20);
    expect(unknown(names, (name) => known.has(name))).toEqual([]);
  });

  it('metrics that exist', () => {
    const gauges = kpiGauges(loadCatalogue(), []).map(({ name }) => name);
    const known = new Set([...Object.keys(METRIC_CATALOGUE), ...gauges]);
    const names = named(/\b(barometer_[a-z0-9_]+[a-z0-9])\b/g);
    expect(names.length).toBeGreaterThan(20);
    expect(unknown(names, (name) => known.has(name))).toEqual([]);
  });
});
