import { checkCatalogue } from './catalogue-check.ts';
import { CatalogueInvalid, type CatalogueProblem } from './catalogue-invalid.ts';
import shipped from './catalogue.json' with { type: 'json' };
import type { Catalogue, KpiDefinition } from './definition.ts';

/**
 * The catalogue in force: the shipped definitions, and a desk's own ones beside or (same id, higher version) instead of
 * them.
 *
 * @param own a desk's own catalogue as read from its file, in the form of `catalogue.json`; what it leaves out (its
 * version, the windows, any definition) stays as shipped
 * @throws CatalogueInvalid listing every problem with its path
 */
export function loadCatalogue(own?: unknown): Catalogue {
  const standard = checked(shipped);
  if (own === undefined) return standard;
  const { version, windows } = standard;
  const added = checked(isRecord(own) ? { version, windows, kpis: [], ...own } : own, standard.kpis);
  const kpis = new Map([...standard.kpis, ...added.kpis].map((kpi) => [kpi.id, kpi]));
  return { version: added.version, windows: added.windows, kpis: [...kpis.values()] };
}

/** @returns the definition of that id, or `undefined`. */
export function findKpi(catalogue: Catalogue, id: string): KpiDefinition | undefined {
  return catalogue.kpis.find((kpi) => kpi.id === id);
}

function checked(raw: unknown, standing: readonly KpiDefinition[] = []): Catalogue {
  const problems: readonly CatalogueProblem[] = checkCatalogue(raw, standing);
  if (problems.length > 0) throw new CatalogueInvalid(problems);
  return raw as Catalogue;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
