import { findScale } from '#core/answers';
import { isFactKind, shapeOf, type FactKind } from '#core/facts';
import { isDimension } from '#core/segments';
import { parsePeriod } from '#core/time';
import shipped from './catalogue.json' with { type: 'json' };
import type { Catalogue, KpiDefinition } from './definition.ts';

/** Something wrong in a catalogue: where, and what to do. */
export interface CatalogueProblem {
  /** For instance `kpis[3].formula.of`. */
  readonly path: string;
  readonly message: string;
}

/** The catalogue is not usable; `problems` lists everything that is wrong with it, not just the first thing. */
export class CatalogueInvalid extends Error {
  override readonly name = 'CatalogueInvalid';
  readonly problems: readonly CatalogueProblem[];

  constructor(problems: readonly CatalogueProblem[]) {
    super(`the KPI catalogue is wrong in ${problems.length} place(s): ${problems.map(sentence).join('; ')}`);
    this.problems = problems;
  }
}

const sentence = ({ path, message }: CatalogueProblem) => `${path} ${message}`;

const FORMULAS = {
  'net-score': { scales: true, unit: ['points'] },
  'class-share': { scales: true, unit: ['percent'] },
  'score-mean': { scales: true, unit: ['score', 'percent'] },
  share: { scales: false, unit: ['percent'] },
  mean: { scales: false, unit: ['reassignments', 'score'] },
  duration: { scales: false, unit: ['seconds'] },
  count: { scales: false, unit: ['tickets'] },
  'per-day': { scales: false, unit: ['tickets/day'] },
  stock: { scales: false, unit: ['tickets'] },
} as const;

/**
 * The catalogue in force: the shipped definitions, and a desk's own ones beside or (same id, higher version) instead of
 * them.
 *
 * @param own a desk's own catalogue as read from its file, in the form of `catalogue.json`
 * @throws CatalogueInvalid listing every problem with its path
 */
export function loadCatalogue(own?: unknown): Catalogue {
  const standard = readCatalogue(shipped);
  if (own === undefined) return standard;
  const added = readCatalogue({ version: standard.version, windows: standard.windows, ...(own as object) });
  const problems: CatalogueProblem[] = [];
  const kpis = new Map(standard.kpis.map((kpi) => [kpi.id, kpi]));
  added.kpis.forEach((kpi, i) => {
    const replaced = kpis.get(kpi.id);
    if (replaced !== undefined && kpi.version <= replaced.version) {
      problems.push({
        path: `kpis[${i}].version`,
        message: `must be above ${replaced.version} to replace "${kpi.id}"`,
      });
    }
    kpis.set(kpi.id, kpi);
  });
  if (problems.length > 0) throw new CatalogueInvalid(problems);
  return { version: added.version, windows: added.windows, kpis: [...kpis.values()] };
}

/** @returns the definition of that id, or `undefined`. */
export function findKpi(catalogue: Catalogue, id: string): KpiDefinition | undefined {
  return catalogue.kpis.find((kpi) => kpi.id === id);
}

function readCatalogue(raw: unknown): Catalogue {
  const check = new Check();
  const catalogue = check.object(raw, '');
  check.whole(catalogue['version'], 'version');
  check.list(catalogue['windows'], 'windows').forEach((window, i) => {
    if (typeof window !== 'string' || parsePeriod(window) === undefined) {
      check.problem(`windows[${i}]`, 'must be a period such as 30m, 24h or 90d');
    }
  });
  const kpis = check.list(catalogue['kpis'], 'kpis');
  kpis.forEach((kpi, i) => checkKpi(check, check.object(kpi, `kpis[${i}]`), `kpis[${i}]`));
  const ids = kpis.map((kpi) => (kpi as { id?: unknown } | null)?.id);
  ids.forEach((id, i) => {
    if (ids.indexOf(id) !== i) check.problem(`kpis[${i}].id`, `"${String(id)}" is defined twice`);
  });
  if (check.problems.length > 0) throw new CatalogueInvalid(check.problems);
  return raw as Catalogue;
}

function checkKpi(check: Check, kpi: Record<string, unknown>, path: string): void {
  if (typeof kpi['id'] !== 'string' || !/^[a-z][a-z0-9-]*$/.test(kpi['id'])) {
    check.problem(`${path}.id`, 'must be lower-case words joined by hyphens');
  }
  check.whole(kpi['version'], `${path}.version`);
  for (const name of ['title', 'cohort']) {
    if (typeof kpi[name] !== 'string' || kpi[name] === '') check.problem(`${path}.${name}`, 'must be a text');
  }
  if (typeof kpi['fact'] !== 'string' || !isFactKind(kpi['fact'])) {
    check.problem(`${path}.fact`, `names no fact (${String(kpi['fact'])})`);
    return;
  }
  const fact = kpi['fact'];
  const formula = check.object(kpi['formula'], `${path}.formula`);
  checkFormula(check, kpi, fact, formula, `${path}.formula`);
  if (kpi['where'] !== undefined) checkPick(check, fact, kpi['where'], `${path}.where`);
  checkCuts(check, kpi['cuts'], `${path}.cuts`);
  checkBands(check, kpi['bands'], `${path}.bands`);
}

function checkFormula(
  check: Check,
  kpi: Record<string, unknown>,
  fact: FactKind,
  formula: Record<string, unknown>,
  path: string,
): void {
  const known = FORMULAS[formula['kind'] as keyof typeof FORMULAS];
  if (known === undefined) {
    check.problem(`${path}.kind`, `must be one of ${Object.keys(FORMULAS).join(', ')}`);
    return;
  }
  if (!(known.unit as readonly unknown[]).includes(kpi['unit'])) {
    check.problem(path.replace(/formula$/, 'unit'), `must be ${known.unit.join(' or ')} for this formula`);
  }
  if (known.scales) checkScales(check, kpi['scales'], fact, formula, path.replace(/formula$/, 'scales'));
  if (formula['kind'] === 'share') {
    checkPick(check, fact, formula['of'], `${path}.of`);
    if (formula['among'] !== undefined) checkPick(check, fact, formula['among'], `${path}.among`);
  }
  if (formula['kind'] === 'mean') checkField(check, fact, formula['of'], 'discrete', `${path}.of`);
  if (formula['kind'] === 'duration') checkField(check, fact, formula['of'], 'duration', `${path}.of`);
  if (formula['kind'] === 'stock' && !isFactKind(String(formula['leaves']))) {
    check.problem(`${path}.leaves`, 'must name the fact by which something leaves');
  }
}

function checkScales(check: Check, raw: unknown, fact: FactKind, formula: Record<string, unknown>, path: string): void {
  const scales = check.list(raw, path);
  if (scales.length === 0) check.problem(path, 'must name at least one scale');
  if (fact !== 'answered') check.problem(path, 'belong to "answered" facts only');
  scales.forEach((scale, i) => {
    if (typeof scale !== 'string' || findScale(scale) === undefined) {
      check.problem(`${path}[${i}]`, `names no scale (${String(scale)})`);
    }
  });
  if (formula['kind'] === 'score-mean' && scales.length > 1) {
    check.problem(path, 'must be one scale: scores of two scales have no mean');
  }
}

function checkPick(check: Check, fact: FactKind, raw: unknown, path: string): void {
  for (const [name, values] of Object.entries(check.object(raw, path))) {
    checkField(check, fact, name, 'discrete', `${path}.${name}`);
    const list = Array.isArray(values) && values.length > 0 && values.every(Number.isInteger);
    const bound = Number.isInteger((values as { atLeast?: unknown } | null)?.atLeast);
    if (!list && !bound)
      check.problem(`${path}.${name}`, 'must be a list of whole numbers, or {atLeast: a whole number}');
  }
}

function checkField(check: Check, fact: FactKind, name: unknown, kind: 'discrete' | 'duration', path: string): void {
  const names = shapeOf(fact)
    .fields.filter((field) => field.kind === kind)
    .map((field) => field.name);
  if (!names.includes(String(name))) {
    check.problem(path, `is no ${kind} field of "${fact}" (${names.length === 0 ? 'it has none' : names.join(', ')})`);
  }
}

function checkCuts(check: Check, raw: unknown, path: string): void {
  check.list(raw, path).forEach((cut, i) => {
    for (const dimension of check.list(cut, `${path}[${i}]`)) {
      if (!isDimension(String(dimension))) check.problem(`${path}[${i}]`, `names no dimension (${String(dimension)})`);
    }
  });
}

function checkBands(check: Check, raw: unknown, path: string): void {
  const bands = check.list(raw, path).map((band, i) => check.object(band, `${path}[${i}]`));
  bands.forEach((band, i) => {
    if (typeof band['name'] !== 'string') check.problem(`${path}[${i}].name`, 'must be a text');
    const bounds = ['above', 'atLeast'].filter((bound) => typeof band[bound] === 'number');
    const last = i === bands.length - 1;
    if (bounds.length !== (last ? 0 : 1)) {
      check.problem(`${path}[${i}]`, last ? 'is the last band: it takes the rest' : 'must have above or atLeast');
    }
  });
}

/** Collects problems instead of stopping at the first. */
class Check {
  readonly problems: CatalogueProblem[] = [];

  problem(path: string, message: string): void {
    this.problems.push({ path: path === '' ? 'the catalogue' : path, message });
  }

  object(value: unknown, path: string): Record<string, unknown> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    this.problem(path, 'must be an object');
    return {};
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value as readonly unknown[];
    this.problem(path, 'must be a list');
    return [];
  }

  whole(value: unknown, path: string): void {
    if (!Number.isInteger(value) || (value as number) < 1) this.problem(path, 'must be a whole number from 1');
  }
}
