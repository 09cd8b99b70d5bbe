import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Catalogue, KpiDefinition } from '#core/kpis';
import { DAY, MINUTE, parseInstant, parsePeriod, type Instant, type Milliseconds } from '#core/time';
import { renderFamilies } from '#libs/metrics';
import { ReaderClient, ReaderUnreachable } from '../kpis/reader-client.ts';
import { pastGauges, seriesQuery } from './past-gauges.ts';

interface Options {
  readonly url: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly step: Milliseconds;
  readonly window?: readonly string[];
  readonly kpi?: readonly string[];
  readonly breakdowns: boolean;
  readonly label: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** The command `barometer export`. */
export function exportCommand(): Command {
  return new Command('export').description('Write what Barometer knows for other systems').addCommand(openMetrics());
}

function openMetrics(): Command {
  return new Command('openmetrics')
    .description("Write the KPIs' past as OpenMetrics, for promtool tsdb create-blocks-from openmetrics")
    .option('--url <url>', 'address of Barometer', 'http://127.0.0.1:8080')
    .option(
      '--from <time>',
      'the first instant, such as 2026-11-01 or 2026-11-01T12:00:00Z (default: 30 days ago)',
      instant,
    )
    .option('--to <time>', 'the last instant (default: now)', instant)
    .option('--step <period>', 'from one instant to the next: <n>m, <n>h or <n>d', period, 60 * MINUTE)
    .option('--window <period>', 'only this window; may be repeated (default: all of the catalogue)', several)
    .option('--kpi <id>', 'only this KPI; may be repeated (default: all of them)', several)
    .option('--breakdowns', 'the breakdowns of the catalogue, too, and not the whole desk alone', false)
    .option('--label <name=value>', 'a label that scraping adds; may be repeated', label, { job: 'barometer' })
    .option('--file <file>', 'where to write (default: standard output)')
    .action(write);
}

async function write(options: Options): Promise<void> {
  const reader = new ReaderClient(options.url, new AbortController().signal);
  try {
    const catalogue = await reader.catalogue();
    const to = options.to ?? Date.now();
    const request = {
      from: options.from ?? to - 30 * DAY,
      to,
      step: options.step,
      kpis: chosen(catalogue, options.kpi),
      windows: options.window ?? catalogue.windows,
      breakdowns: options.breakdowns,
      labels: options.label,
    };
    const families = pastGauges(catalogue, request, (asked) => reader.series(asked.kpi.id, seriesQuery(asked)));
    const target = options.file === undefined ? process.stdout : createWriteStream(options.file);
    await pipeline(Readable.from(renderFamilies(families, 'openmetrics')), target, { end: options.file !== undefined });
  } catch (error) {
    if (!(error instanceof ReaderUnreachable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function chosen(catalogue: Catalogue, ids: readonly string[] | undefined): readonly KpiDefinition[] {
  if (ids === undefined) return catalogue.kpis;
  const unknown = ids.filter((id) => !catalogue.kpis.some((kpi) => kpi.id === id));
  if (unknown.length > 0)
    throw new ReaderUnreachable(`There is no KPI ${unknown.join(', ')}. "barometer kpis" lists those that there are.`);
  return catalogue.kpis.filter(({ id }) => ids.includes(id));
}

function instant(text: string): Instant {
  const parsed = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (parsed === undefined) throw new InvalidArgumentError('write it as 2026-11-01 or 2026-11-01T12:00:00Z.');
  return parsed;
}

function period(text: string): Milliseconds {
  const length = parsePeriod(text);
  if (length === undefined || length < MINUTE)
    throw new InvalidArgumentError('it must be a period such as 15m, 1h or 1d.');
  return length;
}

function several(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

function label(text: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([a-z_]\w*)=(.*)$/i.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('write it as name=value.');
  return { ...earlier, [name]: value };
}
