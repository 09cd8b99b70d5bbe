import type { Answer, SurveyAnswered } from '#core/answers';
import type { ArrivedEvent } from '#core/subjects';
import { DAY } from '#core/time';
import type { ExpectedFacts } from './expected-facts.ts';
import type { InputLog } from './input-log.ts';

/** What may be said of the alert of a rule about a response. */
export interface ExpectedAlert {
  /** Whether it must be firing at the end. */
  readonly fires: boolean;
  /** Whether it called for an alert at some moment: batches decide whether that moment was seen. */
  readonly firedOnce: boolean;
}

/** The shipped rules about single answers, written out: which scores are bad, on which scale. */
const BAD_SCORES: Readonly<Record<string, Readonly<Record<string, (score: number) => boolean>>>> = {
  detractor: { 'nps-0-10': (score) => score <= 6 },
  'dissatisfied-answer': {
    'csat-1-5': (score) => score <= 2,
    'csat-1-10': (score) => score <= 6,
    'ces-ease-1-7': (score) => score <= 3,
    'ces-effort-1-5': (score) => score >= 4,
    'ease-1-5': (score) => score <= 2,
    'smiley-1-3': (score) => score === 1,
    'enps-0-10': (score) => score <= 6,
  },
};
const FRESH_FOR = 7 * DAY;

/** The rules whose alerts are compared. */
export const COMPARED_RULES = Object.keys(BAD_SCORES);

/** The alerts that the answers call for, by rule and response: what the alerter must have told, and what it may have. */
export function expectedAlerts(expected: ExpectedFacts, { arrivals }: InputLog): Map<string, ExpectedAlert> {
  const alerts = new Map<string, ExpectedAlert>();
  for (const events of expected.subjects()) {
    const [first] = events;
    if (first === undefined || !('responseId' in first.data)) continue;
    const { responseId } = first.data;
    for (const rule of COMPARED_RULES) {
      const moments = momentsOf(rule, events, arrivals.get(responseId) ?? []);
      const fires = moments.at(-1) ?? false;
      if (moments.includes(true)) alerts.set(alertName(rule, responseId), { fires, firedOnce: true });
    }
  }
  return alerts;
}

export function alertName(rule: string, responseId: string): string {
  return `${rule} ${responseId}`;
}

/** Whether the rule calls for an alert after each arrival, recomputed from everything that had arrived until then. */
function momentsOf(
  rule: string,
  events: readonly ArrivedEvent[],
  arrivals: readonly { readonly id: string; readonly takenAt: number }[],
): boolean[] {
  return arrivals.map((_, place) => {
    const arrived = arrivals.slice(0, place + 1);
    const known = events.filter(({ id }) => arrived.some((each) => each.id === id));
    if (known.some(({ data }) => data.kind === 'survey-withdrawn')) return false;
    const answered = known.map(({ id, data }) => ({ id, data: data as SurveyAnswered }));
    const highest = Math.max(...answered.map(({ data }) => data.revision));
    const standing = answered.find(({ data }) => data.revision === highest);
    const roused = arrived.some(({ id, takenAt }) => {
      const data = answered.find((each) => each.id === id)?.data;
      return data !== undefined && meets(rule, data) && takenAt - data.answeredAt <= FRESH_FOR;
    });
    return roused && standing !== undefined && meets(rule, standing.data);
  });
}

function meets(rule: string, { answers, respondent }: SurveyAnswered): boolean {
  if (rule === 'detractor' && respondent.mayRecommend === false) return false;
  return answers.some(({ scale, score }: Answer) => BAD_SCORES[rule]?.[scale]?.(score) ?? false);
}
