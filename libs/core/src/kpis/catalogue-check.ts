import { isFactKind } from '#core/facts';
import { isDimension } from '#core/segments';
import { parsePeriod } from '#core/time';
import type { CatalogueProblem } from './catalogue-invalid.ts';
import type { KpiDefinition } from './definition.ts';
import { Findings } from './findings.ts';
import { checkFormula } from './formula-check.ts';

const KPI_KEYS = [
  'id',
  'version',
  'title',
  'cohort',
  'fact',
  'scales',
  'where',
  'formula',
  'unit',
  'bands',
  'cuts',
  'smallGroups',
] as const;

/**
 * Everything that is wrong with a catalogue.
 *
 * @param standing the definitions already in force: one of the same id is replaced by a higher version only
 */
export function checkCatalogue(raw: unknown, standing: readonly KpiDefinition[]): CatalogueProblem[] {
  const findings = new Findings();
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    findings.add('', 'must be an object');
    return findings.problems;
  }
  const catalogue = findings.object(raw, '', ['version', 'windows', 'kpis']);
  findings.whole(catalogue['version'], 'version');
  checkWindows(findings, catalogue['windows']);
  const kpis = findings.list(catalogue['kpis'], 'kpis').map((kpi, i) => findings.object(kpi, `kpis[${i}]`, KPI_KEYS));
  kpis.forEach((kpi, i) => checkKpi(findings, kpi, `kpis[${i}]`, standing));
  checkIds(findings, kpis);
  return findings.problems;
}

function checkWindows(findings: Findings, raw: unknown): void {
  const windows = findings.list(raw, 'windows');
  windows.forEach((window, i) => {
    if (typeof window !== 'string' || parsePeriod(window) === undefined) {
      findings.add(`windows[${i}]`, 'must be a period such as 30m, 24h or 90d');
    }
  });
  findings.unique(windows.map(String), (i) => `windows[${i}]`);
}

function checkIds(findings: Findings, kpis: readonly Record<string, unknown>[]): void {
  const ids = kpis.map(({ id }) => id);
  ids.forEach((id, i) => {
    if (typeof id === 'string' && ids.indexOf(id) !== i) findings.add(`kpis[${i}].id`, `"${id}" is defined twice`);
  });
}

function checkKpi(
  findings: Findings,
  kpi: Record<string, unknown>,
  path: string,
  standing: readonly KpiDefinition[],
): void {
  if (typeof kpi['id'] !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kpi['id'])) {
    findings.add(`${path}.id`, 'must be lower-case words joined by hyphens');
  }
  findings.whole(kpi['version'], `${path}.version`);
  const replaced = standing.find(({ id }) => id === kpi['id']);
  if (replaced !== undefined && Number(kpi['version']) <= replaced.version) {
    findings.add(`${path}.version`, `must be above ${replaced.version} to replace "${replaced.id}"`);
  }
  findings.text(kpi['title'], `${path}.title`);
  findings.text(kpi['cohort'], `${path}.cohort`);
  const fact = typeof kpi['fact'] === 'string' && isFactKind(kpi['fact']) ? kpi['fact'] : undefined;
  if (fact === undefined) findings.add(`${path}.fact`, `names no fact (${String(kpi['fact'])})`);
  checkFormula(findings, kpi, fact, path);
  checkCuts(findings, kpi['cuts'], `${path}.cuts`);
  checkBands(findings, kpi['bands'], `${path}.bands`);
  if (kpi['smallGroups'] !== undefined) checkSmallGroups(findings, kpi['smallGroups'], `${path}.smallGroups`);
}

function checkCuts(findings: Findings, raw: unknown, path: string): void {
  const cuts = findings.list(raw, path).map((cut, i) => checkDimensions(findings, cut, `${path}[${i}]`));
  // Two cuts by the same dimensions would publish every reading twice.
  const names = cuts.map((cut) => (cut.length === 0 ? 'the whole desk' : [...cut].sort().join(' and ')));
  findings.unique(names, (i) => `${path}[${i}]`);
}

function checkDimensions(findings: Findings, raw: unknown, path: string): string[] {
  const dimensions = findings.list(raw, path).map(String);
  dimensions.forEach((dimension, i) => {
    if (!isDimension(dimension)) findings.add(`${path}[${i}]`, `names no dimension (${dimension})`);
  });
  findings.unique(dimensions, (i) => `${path}[${i}]`);
  return dimensions;
}

function checkSmallGroups(findings: Findings, raw: unknown, path: string): void {
  const groups = findings.object(raw, path, ['dimensions', 'minSamples']);
  checkDimensions(findings, groups['dimensions'], `${path}.dimensions`);
  findings.whole(groups['minSamples'], `${path}.minSamples`);
}

/** Bands are looked through from the first: a bound above the one before it would hide its band for ever. */
function checkBands(findings: Findings, raw: unknown, path: string): void {
  const bands = findings
    .list(raw, path)
    .map((band, i) => findings.object(band, `${path}[${i}]`, ['name', 'above', 'atLeast']));
  let bound = Infinity;
  bands.forEach((band, i) => {
    findings.text(band['name'], `${path}[${i}].name`);
    const bounds = [band['above'], band['atLeast']].filter((value) => value !== undefined);
    if (i === bands.length - 1) {
      if (bounds.length > 0) findings.add(`${path}[${i}]`, 'is the last band: it takes the rest, without a bound');
      return;
    }
    const [own] = bounds;
    if (bounds.length !== 1 || typeof own !== 'number' || !Number.isFinite(own)) {
      findings.add(`${path}[${i}]`, 'must have above or atLeast, one of them, as a number');
      return;
    }
    if (own >= bound) findings.add(`${path}[${i}]`, `must begin below ${bound}: bands go from the best to the worst`);
    bound = own;
  });
}
