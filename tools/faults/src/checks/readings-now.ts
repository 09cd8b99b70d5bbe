import { sayingOf } from '#core/kpis';
import { attributesKey } from '#core/segments';
import { formatInstant } from '#core/time';
import { HttpClient } from '../../../../test/end-to-end/http-client.ts';
import type { Evidence } from './check.ts';
import { keyOf, type Update } from './update.ts';

/** What the reader says now about each update's KPI, window and segment, by the update's key. */
export async function readingsNow(
  { installation }: Evidence,
  updates: readonly Update[],
): Promise<Map<string, string>> {
  const reader = new HttpClient(installation.posts.find(({ service }) => service === 'reader')?.url ?? '');
  const at = formatInstant(Date.now());
  const standing = new Map<string, string>();
  const questions = Map.groupBy(updates, ({ kpi, window, segment }) =>
    [kpi, window, Object.keys(segment).join(',')].join(' '),
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
      // A slice of which nothing is left is in no group; asked for by name, it is empty.
      const saying =
        found.get(attributesKey(update.segment)) ??
        sayingOf(await reader.reading(kpi, { window, at, ...update.segment }));
      standing.set(keyOf(update), saying);
    }
  }
  return standing;
}
