import Table from 'cli-table3';
import type { KpiDefinition, Reading } from '#core/kpis';
import { PLAIN } from '../terminal/plain-table.ts';
import type { ReaderClient } from './reader-client.ts';
import { changeText, intervalText, valueText } from './reading-text.ts';

export interface KpiQuestion {
  readonly window: string;
  /** Ids of the KPIs; empty for all. */
  readonly kpis: readonly string[];
  readonly filter: ReadonlyMap<string, string>;
}

/** Readings asked for at the same time. More would only queue up in the database. */
const AT_ONCE = 4;

/** Asks for the readings and sets them in a table. */
export async function kpiTable(reader: ReaderClient, { window, kpis, filter }: KpiQuestion): Promise<string> {
  const catalogue = await reader.catalogue();
  const wanted = kpis.length === 0 ? catalogue.kpis : kpis.map((id) => named(catalogue.kpis, id));
  const table = new Table({
    ...PLAIN,
    head: ['KPI', window, 'n', '95 % interval', 'change', 'band'],
    colAligns: ['left', 'right', 'right', 'left', 'right', 'left'],
  });
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const some = wanted.slice(start, start + AT_ONCE);
    const readings = await Promise.all(some.map(({ id }) => reader.reading(id, window, filter)));
    readings.forEach((reading, index) => table.push(row(some[index]?.title ?? reading.kpi, reading)));
  }
  return table.toString();
}

function named(kpis: readonly KpiDefinition[], id: string): Pick<KpiDefinition, 'id' | 'title'> {
  // The reader knows best which KPIs there are, and says so.
  return kpis.find((kpi) => kpi.id === id) ?? { id, title: id };
}

function row(title: string, reading: Reading): (string | number)[] {
  const value = reading.hiddenBelow === undefined ? valueText(reading.value, reading.unit) : 'too few';
  return [title, value, reading.n, intervalText(reading), changeText(reading), reading.band ?? ''];
}
