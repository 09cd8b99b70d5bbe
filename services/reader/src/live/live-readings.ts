import { factsRead, findKpi, sayingOf, type Catalogue, type KpiDefinition, type Reading } from '#core/kpis';
import { attributesKey, type Dimension, type Segment } from '#core/segments';
import { strongerTouch, type Touch } from '#core/windows';
import type { LiveLedger } from '#libs/postgres';
import { LiveMeasures } from './measure-live.ts';
import { watchedBy, type Watched } from './watched.ts';

/** A reading that says something else than before. */
export interface ChangedReading {
  readonly key: string;
  readonly reading: Reading;
  readonly saying: string;
  readonly cause: Touch;
}

/** The readings of every watched KPI, window and slice, as they stand. */
export class LiveReadings {
  readonly watched: Watched;
  private readonly catalogue: Catalogue;
  private readonly standing = new Map<string, { readonly reading: Reading; readonly saying: string }>();
  private measured: LiveLedger | undefined;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    this.watched = watchedBy(catalogue);
  }

  /** Measures again what the ledger and the clock have touched. @returns the readings that changed */
  refresh(ledger: LiveLedger): ChangedReading[] {
    const touched = this.standingOfAnother(ledger);
    for (const [{ fact, segment }, touch] of ledger.windows.takeTouched()) {
      for (const kpi of this.watched.kpisOf(fact, Object.keys(segment) as Dimension[])) {
        const name = `${kpi.id} ${attributesKey(segment)}`;
        const cause = strongerTouch(touched.get(name)?.cause ?? 'clock', touch);
        touched.set(name, { kpi, segment, cause });
      }
    }
    // The whole desk is always there: "no ticket was opened" is a number too.
    if (this.standing.size === 0) {
      for (const kpi of this.catalogue.kpis) {
        touched.set(`${kpi.id} ${attributesKey({})}`, { kpi, segment: {}, cause: 'event' });
      }
    }
    const changed: ChangedReading[] = [];
    const measures = new LiveMeasures(ledger.windows, ledger.watermark);
    for (const { kpi, segment, cause } of touched.values()) {
      for (const window of this.watched.windows) {
        const reading = measures.read(kpi, segment, window);
        const key = keyOf(reading);
        const saying = sayingOf(reading);
        const before = this.standing.get(key);
        if (isGone(reading, ledger, kpi)) this.standing.delete(key);
        else this.standing.set(key, { reading, saying });
        if (before?.saying !== saying) changed.push({ key, reading, saying, cause });
      }
    }
    return changed;
  }

  /**
   * Windows that were filled anew know nothing of slices that they lack: whatever stands is measured again, and what a
   * rebuild made disappear ends.
   */
  private standingOfAnother(ledger: LiveLedger): Map<string, { kpi: KpiDefinition; segment: Segment; cause: Touch }> {
    const touched = new Map<string, { kpi: KpiDefinition; segment: Segment; cause: Touch }>();
    if (this.measured === ledger) return touched;
    this.measured = ledger;
    const kpis = new Map(this.catalogue.kpis.map((kpi) => [kpi.id, kpi]));
    for (const { reading } of this.standing.values()) {
      const kpi = kpis.get(reading.kpi) as KpiDefinition;
      touched.set(`${kpi.id} ${attributesKey(reading.segment)}`, {
        kpi,
        segment: reading.segment,
        cause: 'correction',
      });
    }
    return touched;
  }

  /** All readings that stand, in no order. */
  all(): Iterable<Reading> {
    return [...this.standing.values()].map(({ reading }) => reading);
  }

  /**
   * All of them as if they had just changed: what a publisher compares with what it published before.
   *
   * @param published keys of what was published: of those that do not stand any more it says that nothing is left
   */
  everything(ledger: LiveLedger, published: Iterable<string>): ChangedReading[] {
    const measures = new LiveMeasures(ledger.windows, ledger.watermark);
    const gone = [...published].flatMap((key) => {
      const reading = this.standing.has(key) ? undefined : this.measureKey(key, measures);
      return reading === undefined ? [] : [{ key, reading, saying: sayingOf(reading), cause: 'clock' as const }];
    });
    const standing = [...this.standing].map(([key, { reading, saying }]) => ({
      key,
      reading,
      saying,
      cause: 'event' as const,
    }));
    return [...standing, ...gone];
  }

  /** `undefined` for a KPI, a window or a slice that the catalogue does not watch any more. */
  private measureKey(key: string, measures: LiveMeasures): Reading | undefined {
    const [id, name, attributes] = JSON.parse(key) as [string, string, [Dimension, string][]];
    const segment = Object.fromEntries(attributes) as Segment;
    const kpi = findKpi(this.catalogue, id);
    const window = this.watched.windows.find((each) => each.name === name);
    if (kpi === undefined || window === undefined) return undefined;
    const isWatched = this.watched.kpisOf(kpi.fact, Object.keys(segment) as Dimension[]).includes(kpi);
    return isWatched ? measures.read(kpi, segment, window) : undefined;
  }
}

/** A KPI, a window and a segment in one text: the record key of `kpi-updated`. */
export function keyOf(reading: Pick<Reading, 'kpi' | 'window' | 'segment'>): string {
  return JSON.stringify([reading.kpi, reading.window, JSON.parse(attributesKey(reading.segment))]);
}

/** A slice (not the whole desk) of which no fact is left in any window has ended. */
function isGone(reading: Reading, ledger: LiveLedger, kpi: KpiDefinition): boolean {
  if (Object.keys(reading.segment).length === 0) return false;
  return factsRead(kpi).every((fact) => {
    const key = ledger.windows.find(fact, reading.segment);
    return key === undefined || key.bands.every((cell) => cell === undefined);
  });
}
