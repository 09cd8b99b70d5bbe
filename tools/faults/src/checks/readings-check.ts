import { loadCatalogue } from '#core/kpis';
import { formatInstant } from '#core/time';
import { HttpClient } from '../../../../test/end-to-end/http-client.ts';
import { verdict, type Check } from './check.ts';
import { oracleOf } from './expected-readings.ts';

export interface AskedInstant {
  readonly at: number;
  readonly knownAt?: number;
}

/** Every KPI in some windows at some instants, for the whole desk and, in one window, for every team. */
export function readingsCheck(windows: readonly string[], instants: readonly AskedInstant[]): Check {
  return {
    name: 'readings over HTTP are those of the oracle',
    async run({ installation, expected }) {
      const reader = new HttpClient(installation.posts.find(({ service }) => service === 'reader')?.url ?? '');
      const { kpis } = loadCatalogue();
      const failures: string[] = [];
      let compared = 0;
      for (const { at, knownAt } of instants) {
        const oracle = oracleOf(expected, knownAt);
        for (const { id } of kpis) {
          for (const window of windows) {
            const known = knownAt === undefined ? {} : { knownAt: formatInstant(knownAt) };
            const query = { window, at: formatInstant(at), ...known };
            const whole = await reader.reading(id, query);
            const teams = window === '30d' ? await reader.readings(id, 'reading', { ...query, groupBy: 'team' }) : [];
            for (const reading of [whole, ...teams]) {
              compared += 1;
              const wrong = oracle.difference(reading, at);
              const where = `${id} ${JSON.stringify({ ...query, ...reading.segment })}`;
              if (wrong !== undefined) failures.push(`${where}: ${wrong}`);
            }
          }
        }
      }
      return verdict(`${compared} readings, ${kpis.length} KPIs, ${instants.length} instants`, failures);
    },
  };
}
