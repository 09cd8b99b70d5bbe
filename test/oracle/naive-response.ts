import type { SurveyAnswered } from '#core/answers';
import type { Fact } from '#core/facts';
import type { ArrivedEvent } from '#core/subjects';

const SCALE_CODES = {
  'nps-0-10': 1,
  'csat-1-5': 2,
  'csat-1-10': 3,
  'ces-ease-1-7': 4,
  'ces-effort-1-5': 5,
  'ease-1-5': 6,
  'smiley-1-3': 7,
  'enps-0-10': 8,
} as const;

/** The facts of one response: none once it was withdrawn, else those of its highest revision. */
export function naiveResponseFacts(events: readonly ArrivedEvent[]): Fact[] {
  if (events.some(({ data }) => data.kind === 'survey-withdrawn')) return [];
  const best = events.find((event) => events.every((other) => other === event || beats(event, other)));
  if (best === undefined) return [];
  const { answeredAt, answers, respondent, about, surveyId, comment } = best.data as SurveyAnswered;
  const attributes: Record<string, string> = { ...about };
  if (respondent.company !== undefined) attributes['company'] = respondent.company;
  if (respondent.segment !== undefined) attributes['segment'] = respondent.segment;
  if (surveyId !== undefined) attributes['survey'] = surveyId;
  const may = respondent.mayRecommend === false ? 0 : 1;
  const facts: Fact[] = [];
  for (const { question, scale, score } of answers) {
    const measures = [SCALE_CODES[scale], score, may];
    facts.push({ kind: 'answered', at: answeredAt, attributes: { ...attributes, question }, measures });
  }
  const hasComment = comment !== undefined && /\S/.test(comment) ? 1 : 0;
  facts.push({ kind: 'response-received', at: answeredAt, attributes, measures: [hasComment] });
  return facts;
}

/** A higher revision beats a lower one; between equal ones the greater id, then the greater source. */
function beats(a: ArrivedEvent, b: ArrivedEvent): boolean {
  const [x, y] = [(a.data as SurveyAnswered).revision, (b.data as SurveyAnswered).revision];
  if (x !== y) return x > y;
  if (a.id !== b.id) return a.id > b.id;
  return a.source > b.source;
}
