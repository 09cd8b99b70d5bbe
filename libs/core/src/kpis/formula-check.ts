import { findScale } from '#core/answers';
import { isFactKind, type FactKind } from '#core/facts';
import { parsePeriod } from '#core/time';
import type { Formula, Unit } from './definition.ts';
import type { Findings } from './findings.ts';
import { checkField, checkPick } from './pick-check.ts';

interface FormulaRules {
  readonly keys: readonly string[];
  readonly units: readonly Unit[];
  /** Reads scores: the definition must say of which scales. */
  readonly scales?: true;
  /** Reads combinations of the discrete fields, so that `where` can leave some out. */
  readonly picks?: true;
}

const FORMULAS: Readonly<Record<Formula['kind'], FormulaRules>> = {
  'net-score': { keys: [], units: ['points'], scales: true, picks: true },
  'class-share': { keys: ['class'], units: ['percent'], scales: true, picks: true },
  'score-mean': { keys: ['as'], units: ['score', 'percent'], scales: true, picks: true },
  share: { keys: ['of', 'among', 'provisionalFor'], units: ['percent'], picks: true },
  mean: { keys: ['of'], units: ['reassignments', 'score'], picks: true },
  duration: { keys: ['of'], units: ['seconds'] },
  count: { keys: [], units: ['tickets', 'cases'] },
  'per-day': { keys: [], units: ['tickets/day'] },
  stock: { keys: ['leaves'], units: ['tickets', 'cases'] },
};

/**
 * Checks a definition's formula with what hangs on it: unit, scales and `where`.
 *
 * @param fact `undefined` when the definition names none that exists: its fields cannot be checked then
 */
export function checkFormula(
  findings: Findings,
  kpi: Record<string, unknown>,
  fact: FactKind | undefined,
  path: string,
): void {
  const raw = findings.record(kpi['formula'], `${path}.formula`);
  const kind = Object.keys(FORMULAS).find((kind) => kind === raw['kind']) as Formula['kind'] | undefined;
  if (kind === undefined) {
    findings.add(`${path}.formula.kind`, `must be one of ${Object.keys(FORMULAS).join(', ')}`);
    return;
  }
  const rules = FORMULAS[kind];
  const formula = findings.object(raw, `${path}.formula`, ['kind', ...rules.keys]);
  findings.oneOf(kpi['unit'], `${path}.unit`, kind === 'score-mean' ? [unitOfMean(formula)] : rules.units);
  checkScales(findings, kpi['scales'], kind, fact, `${path}.scales`);
  if (kpi['where'] !== undefined) {
    if (rules.picks === true) checkPick(findings, fact, kpi['where'], `${path}.where`);
    else findings.add(`${path}.where`, `has no effect on a ${kind}: leave it out`);
  }
  checkOwnKeys(findings, kind, formula, fact, `${path}.formula`);
}

function unitOfMean(formula: Record<string, unknown>): Unit {
  return formula['as'] === 'percent' ? 'percent' : 'score';
}

function checkOwnKeys(
  findings: Findings,
  kind: Formula['kind'],
  formula: Record<string, unknown>,
  fact: FactKind | undefined,
  path: string,
): void {
  switch (kind) {
    case 'class-share':
      findings.oneOf(formula['class'], `${path}.class`, ['satisfied', 'neutral', 'dissatisfied']);
      return;
    case 'score-mean':
      findings.oneOf(formula['as'], `${path}.as`, ['score', 'percent']);
      return;
    case 'share':
      checkPick(findings, fact, formula['of'], `${path}.of`);
      if (formula['among'] !== undefined) checkPick(findings, fact, formula['among'], `${path}.among`);
      checkProvisional(findings, formula['provisionalFor'], `${path}.provisionalFor`);
      return;
    case 'mean':
      checkField(findings, fact, formula['of'], 'discrete', `${path}.of`);
      return;
    case 'duration':
      checkField(findings, fact, formula['of'], 'duration', `${path}.of`);
      return;
    case 'stock':
      if (!isFactKind(String(formula['leaves']))) {
        findings.add(`${path}.leaves`, 'must name the fact by which something leaves');
      }
      return;
    case 'net-score':
    case 'count':
    case 'per-day':
      return;
  }
}

function checkScales(
  findings: Findings,
  raw: unknown,
  kind: Formula['kind'],
  fact: FactKind | undefined,
  path: string,
): void {
  if (FORMULAS[kind].scales !== true) {
    if (raw !== undefined) findings.add(path, `have no effect on a ${kind}: leave them out`);
    return;
  }
  const scales = findings.list(raw, path);
  if (Array.isArray(raw) && scales.length === 0) findings.add(path, 'must name at least one scale');
  if (fact !== undefined && fact !== 'answered') findings.add(path, 'belong to "answered" facts only');
  scales.forEach((scale, i) => {
    if (typeof scale !== 'string' || findScale(scale) === undefined) {
      findings.add(`${path}[${i}]`, `names no scale (${String(scale)})`);
    }
  });
  if (kind === 'score-mean' && scales.length > 1) {
    findings.add(path, 'must be one scale: scores of two scales have no mean');
  }
  findings.unique(scales.map(String), (i) => `${path}[${i}]`);
}

function checkProvisional(findings: Findings, raw: unknown, path: string): void {
  if (raw === undefined) return;
  if (typeof raw !== 'string' || parsePeriod(raw) === undefined) {
    findings.add(path, 'must be a period such as 12h or 7d');
  }
}
