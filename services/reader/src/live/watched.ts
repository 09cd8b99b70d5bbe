import type { FactKind } from '#core/facts';
import { factsRead, type Catalogue, type KpiDefinition } from '#core/kpis';
import { attributesKey, type Cut } from '#core/segments';
import { parsePeriod, type Milliseconds } from '#core/time';

/** A window of the catalogue. */
export interface WatchedWindow {
  readonly name: string;
  readonly length: Milliseconds;
}

/** What the live windows must hold so that every KPI of the catalogue can be measured at any moment. */
export interface Watched {
  readonly windows: readonly WatchedWindow[];
  /** Ages at which a window, its predecessor or a provisional span begins. */
  readonly ages: readonly Milliseconds[];
  readonly cuts: ReadonlyMap<FactKind, readonly Cut[]>;
  readonly endless: ReadonlySet<FactKind>;
  /** The KPIs that must be measured again when facts of a kind change in a slice of a cut. */
  kpisOf(fact: FactKind, cut: Cut): readonly KpiDefinition[];
}

/** Derives from the catalogue what has to be watched. */
export function watchedBy(catalogue: Catalogue): Watched {
  const windows = catalogue.windows.map((name) => ({ name, length: lengthOf(name) }));
  const ages = new Set(windows.flatMap(({ length }) => [length, 2 * length]));
  const cuts = new Map<FactKind, Map<string, Cut>>();
  const endless = new Set<FactKind>();
  const kpis = new Map<string, KpiDefinition[]>();
  for (const kpi of catalogue.kpis) {
    for (const age of provisionalAges(kpi, windows)) ages.add(age);
    for (const fact of factsRead(kpi)) {
      if (kpi.formula.kind === 'stock') endless.add(fact);
      const ofFact = cuts.get(fact) ?? new Map<string, Cut>();
      cuts.set(fact, ofFact);
      for (const cut of kpi.cuts) {
        ofFact.set(cutName(cut), cut);
        const name = `${fact} ${cutName(cut)}`;
        kpis.set(name, [...(kpis.get(name) ?? []), kpi]);
      }
    }
  }
  return {
    windows,
    ages: [...ages],
    cuts: new Map([...cuts].map(([fact, ofFact]) => [fact, [...ofFact.values()]])),
    endless,
    kpisOf: (fact, cut) => kpis.get(`${fact} ${cutName(cut)}`) ?? [],
  };
}

/** The newest part of a window, and of the one before it, that is still provisional. */
function provisionalAges(kpi: KpiDefinition, windows: readonly WatchedWindow[]): Milliseconds[] {
  if (kpi.formula.kind !== 'share' || kpi.formula.provisionalFor === undefined) return [];
  const length = lengthOf(kpi.formula.provisionalFor);
  return [length, ...windows.filter((window) => window.length > length).map((window) => window.length + length)];
}

/** The catalogue was validated: every period in it can be read. */
export function lengthOf(period: string): Milliseconds {
  return parsePeriod(period) as Milliseconds;
}

function cutName(cut: Cut): string {
  return attributesKey(Object.fromEntries(cut.map((dimension) => [dimension, ''])));
}
