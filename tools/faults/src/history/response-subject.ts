import { SCALES, type Answer, type SurveyAnswered } from '#core/answers';
import { DAY, MINUTE, type Instant } from '#core/time';
import type { Chance } from '../../../../services/barometer/src/simulate/chance.ts';
import { ratedAttributes } from './desk-attributes.ts';
import type { SubjectEvent } from './subject-event.ts';

/**
 * Alerts are raised by answers that are at most seven days old when the log takes them. Nothing is given near that
 * border, or the age of the campaign would decide.
 */
const FRESH = 3 * DAY;
const STALE = 9 * DAY;

/** The events of one response: an answer, often corrected, sometimes withdrawn. */
export function responseEvents(id: string, source: string, chance: Chance, turn: Instant): SubjectEvent[] {
  const isRare = chance.happens(0.01);
  const answeredAt = chance.happens(0.6) ? turn - chance.whole(0, FRESH) : turn - chance.whole(STALE, 200 * DAY);
  const about = ratedAttributes(chance, isRare ? `rare-${chance.whole(1, 12)}` : undefined);
  const revisions = chance.happens(0.25) ? chance.whole(2, 3) : 1;
  const events: SubjectEvent[] = [];
  for (let revision = 0; revision < revisions; revision += 1) {
    const data: SurveyAnswered = {
      kind: 'survey-answered',
      responseId: id,
      revision,
      surveyId: chance.happens(0.5) ? 'after-ticket' : undefined,
      answeredAt,
      answers: answersOf(chance),
      comment: chance.happens(0.3) ? 'Third outage this month' : undefined,
      respondent: {
        id: `customer of ${id}`,
        company: chance.pick(['acme', 'umbrella', 'initech']),
        segment: chance.pick(['enterprise', 'small']),
        mayRecommend: !chance.happens(0.1),
      },
      about,
      ticketId: chance.happens(0.5) ? `T-of-${id}` : undefined,
    };
    const known = answeredAt + revision * 10 * MINUTE;
    events.push({ source, id: `${id}/${revision}`, recordedAt: recorded(chance, known, turn), data });
  }
  // A slice of which nothing is left must be told to the world too: rare ones are emptied again.
  if (isRare || chance.happens(0.08)) {
    const recordedAt = recorded(chance, answeredAt + 30 * MINUTE, turn);
    events.push({ source, id: `${id}/withdrawn`, recordedAt, data: { kind: 'survey-withdrawn', responseId: id } });
  }
  return events;
}

/** One event in twenty became known up to thirty days after it happened; one in ten does not say when. */
export function recorded(chance: Chance, happened: Instant, turn: Instant): Instant | undefined {
  const delay = chance.happens(0.05) ? chance.whole(0, 30 * DAY) : chance.whole(0, 5_000);
  return chance.happens(0.1) ? undefined : Math.min(happened + delay, turn);
}

function answersOf(chance: Chance): Answer[] {
  const scales = SCALES.filter(({ id }) => id === 'nps-0-10' || chance.happens(0.3));
  return scales.map(({ id, lowest, highest }) => ({
    question: `on ${id}`,
    scale: id,
    score: chance.whole(lowest, highest),
  }));
}
