import type { Answer } from '#core/answers';
import type { Compilation } from './compilation.ts';
import { compileDate, compileRule } from './compile-rule.ts';
import type { Field, Reading } from './field.ts';
import { mappedEvent, type RowOutcome } from './mapped-event.ts';
import type { SurveyResponseSource } from './mapping-schema.ts';
import { compileGroup, recordOf, required } from './record.ts';
import type { Row } from './row.ts';
import { booleanKind, countKind, scoreKind, textKind } from './value-kinds.ts';

const PATH = 'response';

/** One row is one response to a survey, with one or more answers. */
export function compileSurveyResponse(
  mapping: SurveyResponseSource,
  source: string,
  compilation: Compilation,
): (row: Row) => RowOutcome {
  const text = (name: 'id' | 'responseId') =>
    required(
      compileRule(mapping[name], `${PATH}.${name}`, () => textKind, compilation),
      `${PATH}.${name}`,
    );
  const id = text('id');
  const responseId = text('responseId');
  const answeredAt = required(compileDate(mapping.answeredAt, `${PATH}.answeredAt`, compilation), `${PATH}.answeredAt`);
  const recorded = mapping.recorded && compileDate(mapping.recorded, `${PATH}.recorded`, compilation);
  refuseRepeats(mapping.answers, compilation);
  const answers = mapping.answers.map((answer, index) => compileAnswer(answer, index, compilation));
  const rest = compileRest(mapping, compilation);

  return (row) => {
    const reading: Reading = { row, at: undefined, problems: [] };
    const given = answers.map((answer) => answer(reading)).filter((answer) => answer !== undefined);
    if (given.length === 0 && reading.problems.length === 0) return { kind: 'skipped', reason: 'no answer' };
    const at = answeredAt(reading);
    reading.at = at;
    const identity = { id: id(reading), responseId: responseId(reading) };
    const known = recorded?.(reading) ?? undefined;
    const words = rest(reading);
    if (reading.problems.length > 0 || at === undefined || identity.id === undefined) {
      return { kind: 'rejected', problems: reading.problems };
    }
    const data = {
      responseId: identity.responseId,
      revision: 0,
      answeredAt: new Date(at).toISOString(),
      answers: given,
      ...words,
    };
    return {
      kind: 'events',
      events: [mappedEvent({ id: identity.id, source, type: 'survey.answered.v1', at, recorded: known, data })],
    };
  };
}

function refuseRepeats(answers: SurveyResponseSource['answers'], compilation: Compilation): void {
  const seen = new Set<string>();
  for (const [index, { question, scale }] of answers.entries()) {
    const pair = `${scale} ${question}`;
    if (seen.has(pair)) compilation.fault(`${PATH}.answers[${index}]`, `asks "${question}" on ${scale} a second time`);
    seen.add(pair);
  }
}

function compileAnswer(
  answer: SurveyResponseSource['answers'][number],
  index: number,
  compilation: Compilation,
): Field<Answer> {
  const path = `${PATH}.answers[${index}]`;
  const { question, scale } = answer;
  const score = compileRule(answer.score, `${path}.score`, (rule) => scoreKind(scale, rule.number), compilation);
  return (reading) => {
    const value = score(reading);
    return value === undefined || value === null ? undefined : { question, scale, score: value };
  };
}

function compileRest(mapping: SurveyResponseSource, compilation: Compilation) {
  const { respondent, about, revision } = mapping;
  const textField = (rule: typeof mapping.comment, name: string) =>
    rule && compileRule(rule, `${PATH}.${name}`, () => textKind, compilation);
  const { mayRecommend, ...person } = respondent ?? {};
  const may =
    mayRecommend && compileRule(mayRecommend, `${PATH}.respondent.mayRecommend`, () => booleanKind, compilation);
  return recordOf({
    revision: revision && compileRule(revision, `${PATH}.revision`, (rule) => countKind(rule.number), compilation),
    surveyId: textField(mapping.surveyId, 'surveyId'),
    comment: textField(mapping.comment, 'comment'),
    respondent: recordOf({
      ...compileGroup(person, `${PATH}.respondent`, () => textKind, compilation),
      mayRecommend: may,
    }),
    about: recordOf(compileGroup(about, `${PATH}.about`, () => textKind, compilation)),
  });
}
