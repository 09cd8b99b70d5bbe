import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '#libs/config';
import { createLogger, startServices } from '#libs/runtime';
import { runImport } from '../../../services/barometer/src/import/index.ts';
import { SERVICES } from '../../../services/barometer/src/services.ts';
import { perSecond, type Benchmark, type BenchmarkOptions, type Line } from './measurements.ts';

/** From a CSV file to readable KPIs: importer, intake, log, projector and reader in one process on embedded PostgreSQL. */
export const importRate: Benchmark = {
  name: 'import',
  about: 'rows of a CSV file a second, from the file to the last committed projection, everything embedded',
  async run({ quick, say }: BenchmarkOptions): Promise<readonly Line[]> {
    const answers = quick ? 10_000 : 50_000;
    const folder = await mkdtemp(join(tmpdir(), 'barometer-bench-'));
    // Started by root, PostgreSQL runs as another user, who has to walk through the folder to its own.
    await chmod(folder, 0o711);
    const { settings } = loadSettings({ BAROMETER_DATA_DIR: join(folder, 'data'), BAROMETER_HTTP_PORT: '0' }, folder);
    const services = await startServices(SERVICES, { settings, logger: createLogger('error') });
    try {
      const file = join(folder, 'answers.csv');
      await writeFile(file, csv(answers));
      say(`importing ${answers} answers`);
      const begun = performance.now();
      const { tally } = await runImport(
        {
          mapping: 'nps-answers',
          files: [file],
          to: services.url,
          parameters: new Map(),
          batch: 500,
          rejected: join(folder, 'rejected.ndjson'),
          restart: true,
          dryRun: false,
          patience: 10_000,
          sortMemory: 64 * 1024 * 1024,
        },
        {
          now: () => Date.now(),
          signal: new AbortController().signal,
          display: {
            note: () => undefined,
            reading: () => undefined,
            sending: () => undefined,
            close: () => undefined,
          },
          temporaryFolder: folder,
        },
      );
      const accepted = performance.now() - begun;
      await untilCounted(services.url, answers);
      const counted = performance.now() - begun;
      if (tally.rejectedRows > 0)
        throw new Error(`${tally.rejectedRows} rows of the benchmark's own file were rejected`);
      return [
        { what: 'import: rows accepted', value: perSecond((1000 * answers) / accepted) },
        { what: 'import: rows accepted and projected', value: perSecond((1000 * answers) / counted) },
      ];
    } finally {
      await services.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function csv(answers: number): string {
  const rows = ['Airline,CustomerID,How likely are you to recommend this airline?'];
  for (let i = 0; i < answers; i += 1) rows.push(`Airline ${i % 40},c${i},${(i * 7) % 11}`);
  return rows.join('\n');
}

async function untilCounted(url: string, answers: number): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/kpis/nps/reading?window=1d`);
    const { n } = (await response.json()) as { n: number };
    if (n >= answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
