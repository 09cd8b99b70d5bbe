import { setTimeout as sleep } from 'node:timers/promises';
import { sayingOf, type Reading } from '#core/kpis';
import { attributesKey, type Segment } from '#core/segments';
import { formatInstant } from '#core/time';
import { TOPICS } from '#libs/events';
import { HttpClient } from '../../../../test/end-to-end/http-client.ts';
import { scanTopic, textOf } from '../oracle/scan-topic.ts';
import { verdict, type Check, type Evidence } from './check.ts';

type Update = Reading & { readonly revision: number };

/** The clock moves readings while they are compared: those that differ are looked at again, so many times. */
const LOOKS = 6;
const BETWEEN_LOOKS = 2_500;

/** Of every key that was ever published, also of slices of which nothing is left. */
export const updatesCheck: Check = {
  name: 'the last kpi-updated of every key says what the reading says',
  async run(evidence) {
    let open: ReadonlyMap<string, Update> = (await lastUpdates(evidence)).last;
    const keys = open.size;
    for (let look = 1; open.size > 0; look += 1) {
      const standing = await readingsOf(evidence, [...open.values()]);
      const { last, stepsBack } = await lastUpdates(evidence);
      const different = [...open.keys()].filter((key) => sayingOf(last.get(key) as Update) !== standing.get(key));
      open = new Map(different.map((key) => [key, last.get(key) as Update]));
      if (look === LOOKS || open.size === 0) {
        const failures = different.map(
          (key) => `${key}: ${sayingOf(last.get(key) as Update)} and not ${standing.get(key)}`,
        );
        return verdict(`${keys} keys, ${stepsBack} repeated after a later one`, failures);
      }
      await sleep(BETWEEN_LOOKS);
    }
    return verdict('no key', ['nothing was ever published']);
  },
};

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

/** What the reader says now about each update's KPI, window and segment, by the update's key. */
async function readingsOf({ installation }: Evidence, updates: readonly Update[]): Promise<Map<string, string>> {
  const reader = new HttpClient(installation.posts.find(({ service }) => service === 'reader')?.url ?? '');
  const at = formatInstant(Date.now());
  const standing = new Map<string, string>();
  const questions = Map.groupBy(
    updates,
    ({ kpi, window, segment }) => `${kpi} ${window} ${Object.keys(segment).join(',')}`,
  );
  for (const asked of questions.values()) {
    const [{ kpi, window, segment }] = asked as [Update];
    const groupBy = Object.keys(segment).join(',');
    const answers =
      groupBy === ''
        ? [await reader.reading(kpi, { window, at })]
        : await reader.readings(kpi, 'reading', { window, at, groupBy });
    const found = new Map(answers.map((reading) => [attributesKey(reading.segment), sayingOf(reading)]));
    for (const update of asked) {
      const key = attributesKey(update.segment);
      // A slice of which nothing is left is in no group; asked for by name, it is empty.
      const saying = found.get(key) ?? sayingOf(await reader.reading(kpi, { window, at, ...named(update.segment) }));
      standing.set(recordKeyOf(update), saying);
    }
  }
  return standing;
}

function named(segment: Segment): Record<string, string> {
  return Object.fromEntries(Object.entries(segment));
}

function recordKeyOf({ kpi, window, segment }: Reading): string {
  return JSON.stringify([kpi, window, JSON.parse(attributesKey(segment))]);
}
