import { classOf, scaleOfCode } from '#core/answers';
import { HOUR } from '#core/time';
import type { Metrics } from '#libs/metrics';
import type { Projected } from './projected.ts';

/** Later than the shortest window of the shipped catalogue is long: such a fact was missing from a reading. */
const LATE = HOUR;

/** Counts what a batch brought. Counters only rise: a correction changes readings, never these. */
export function countBatch(metrics: Metrics, topic: string, projected: Projected): void {
  const events = metrics.counter('barometer_events_total');
  events.add({ topic, outcome: 'applied' }, projected.applied);
  events.add({ topic, outcome: 'duplicate' }, projected.duplicates);
  events.add({ topic, outcome: 'dead-lettered' }, projected.unreadable.length);
  const deadLetters = metrics.counter('barometer_dead_letters_total');
  for (const { rejection } of projected.unreadable) deadLetters.add({ topic, reason: rejection.reason });

  const answers = metrics.counter('barometer_survey_answers_total');
  const tickets = metrics.counter('barometer_tickets_total');
  const cases = metrics.counter('barometer_cases_total');
  const late = metrics.counter('barometer_late_facts_total');
  const corrected = metrics.counter('barometer_corrected_facts_total');
  for (const { contribution } of projected.contributions) {
    const { kind, measures, at } = contribution.fact;
    if (contribution.weight <= 0) {
      corrected.add({ fact: kind }, -contribution.weight);
      continue;
    }
    if (contribution.knownAt - at > LATE) late.add({ fact: kind });
    if (kind === 'answered') {
      const scale = scaleOfCode(measures[0] as number);
      answers.add({ scale: scale.id, class: classOf(scale, measures[1] as number) });
    } else if (kind.startsWith('case-')) {
      cases.add({ fact: kind });
    } else if (kind !== 'response-received') {
      tickets.add({ fact: kind });
    }
  }
}
