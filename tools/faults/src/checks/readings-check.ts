import type { Fact } from '#core/facts';
import { loadCatalogue, type Reading } from '#core/kpis';
import { formatInstant, parsePeriod } from '#core/time';
import { HttpClient } from '../../../../test/end-to-end/http-client.ts';
import { NAIVE_KPIS, type NaiveKpi } from '../../../../test/oracle/naive-kpi.ts';
import { verdict, type Check } from './check.ts';

/** Percentiles of very many values are read from buckets, which are so exact. */
const BUCKET = 0.008;
const ROUNDING = 1e-9;

export interface AskedInstant {
  readonly at: number;
  readonly knownAt?: number;
}

/** Every KPI in every window of the catalogue at some instants, for the whole desk and for every team. */
export function readingsCheck(instants: readonly AskedInstant[]): Check {
  return {
    name: 'readings over HTTP are those of the oracle',
    async run({ installation, expected }) {
      const reader = new HttpClient(installation.posts.find(({ service }) => service === 'reader')?.url ?? '');
      const { kpis, windows } = loadCatalogue();
      const failures: string[] = [];
      let compared = 0;
      for (const { at, knownAt } of instants) {
        const facts = expected.facts(knownAt);
        const ofTeam = Map.groupBy(facts, ({ attributes }) => attributes.team);
        for (const { id } of kpis) {
          for (const window of windows) {
            const query = {
              window,
              at: formatInstant(at),
              ...(knownAt === undefined ? {} : { knownAt: formatInstant(knownAt) }),
            };
            const whole = await reader.reading(id, query);
            const teams = window === '30d' ? await reader.readings(id, 'reading', { ...query, groupBy: 'team' }) : [];
            for (const reading of [whole, ...teams]) {
              compared += 1;
              const { team } = reading.segment;
              const its: readonly Fact[] = (team === undefined ? facts : ofTeam.get(team)) ?? [];
              const wanted = NAIVE_KPIS[id]?.(its, { from: at - (parsePeriod(window) as number), to: at });
              const wrong = wanted === undefined ? 'the oracle does not know it' : difference(reading, wanted);
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

function difference({ value, n, parts }: Reading, wanted: NaiveKpi): string | undefined {
  if (n !== wanted.n) return `n is ${n} instead of ${wanted.n}`;
  if (!isNear(value, wanted.value, ROUNDING)) return `the value is ${value} instead of ${wanted.value}`;
  for (const part of ['p50', 'p90'] as const) {
    const want = wanted[part];
    if (want !== undefined && !isNear(parts[part] ?? null, want, BUCKET))
      return `${part} is ${parts[part]} instead of ${want}`;
  }
  return undefined;
}

function isNear(found: number | null, wanted: number | null, tolerance: number): boolean {
  if (found === null || wanted === null) return found === wanted;
  return Math.abs(found - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}
