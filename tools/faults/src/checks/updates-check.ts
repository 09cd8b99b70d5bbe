import { setTimeout as sleep } from 'node:timers/promises';
import { sayingOf } from '#core/kpis';
import { TOPICS } from '#libs/events';
import { scanTopic, textOf } from '../oracle/scan-topic.ts';
import { verdict, type Check, type Evidence } from './check.ts';
import { oracleOf } from './expected-readings.ts';
import { readingsNow } from './readings-now.ts';
import { keyOf, type Update } from './update.ts';

/** Says what is wrong with updates, by their keys, as of now. */
type Comparison = (updates: readonly Update[]) => Promise<Map<string, string>>;

/** The clock moves readings while they are compared: those that differ are looked at again, so many times. */
const LOOKS = 6;
const BETWEEN_LOOKS = 2_500;

/** Of every key that was ever published, also of slices of which nothing is left. */
export const updatesCheck: Check = {
  name: 'the last kpi-updated of every key says what the oracle says',
  async run(evidence) {
    const oracle = oracleOf(evidence.expected);
    return compareUntilEqual(
      evidence,
      () => true,
      async (updates) => {
        const now = Date.now();
        return wrongOnes(updates, (update) => oracle.difference(update, now));
      },
    );
  },
};

/** To the last figure: intervals, bands, parts and the window before, too. */
export function updatesAsReadCheck(window: string): Check {
  return {
    name: `the last kpi-updated of every key of ${window} says all that the reading says`,
    async run(evidence) {
      return compareUntilEqual(
        evidence,
        (update) => update.window === window,
        async (updates) => {
          const standing = await readingsNow(evidence, updates);
          return wrongOnes(updates, (update) => {
            const reading = standing.get(keyOf(update));
            return reading === sayingOf(update) ? undefined : `${sayingOf(update)} and not ${reading}`;
          });
        },
      );
    },
  };
}

async function compareUntilEqual(
  evidence: Evidence,
  isCompared: (update: Update) => boolean,
  compare: Comparison,
): ReturnType<Check['run']> {
  let open: ReadonlySet<string> | undefined;
  for (let look = 1; ; look += 1) {
    const { last, stepsBack } = await lastUpdates(evidence);
    const compared = [...last.values()].filter(isCompared);
    const wrong = await compare(compared.filter((update) => open?.has(keyOf(update)) ?? true));
    if (compared.length === 0) return verdict('no key', ['nothing was ever published']);
    if (wrong.size === 0 || look === LOOKS) {
      const failures = [...wrong].map(([key, what]) => `${key}: ${what}`);
      return verdict(`${compared.length} keys, ${stepsBack} repeated after a later one`, failures);
    }
    open = new Set(wrong.keys());
    await sleep(BETWEEN_LOOKS);
  }
}

function wrongOnes(
  updates: readonly Update[],
  difference: (update: Update) => string | undefined,
): Map<string, string> {
  return new Map(
    updates.flatMap((update): [string, string][] => {
      const what = difference(update);
      return what === undefined ? [] : [[keyOf(update), what]];
    }),
  );
}

async function lastUpdates({ installation }: Evidence): Promise<{ last: Map<string, Update>; stepsBack: number }> {
  const last = new Map<string, Update>();
  const highest = new Map<string, number>();
  let stepsBack = 0;
  await scanTopic(installation.log, TOPICS.kpiUpdated, ({ key, value }) => {
    const update = JSON.parse(textOf(value)) as Update;
    const name = textOf(key);
    if (update.revision < (highest.get(name) ?? 0)) stepsBack += 1;
    highest.set(name, Math.max(update.revision, highest.get(name) ?? 0));
    last.set(name, update);
  });
  return { last, stepsBack };
}
