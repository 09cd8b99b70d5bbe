import type { ProblemDocument } from '#libs/runtime';
import type { IntakeAnswer } from '../intake.ts';

/** The problem document of a request of which nothing was accepted: RFC 9457, with a result per event. */
export type IntakeProblem = ProblemDocument & IntakeAnswer;

export function nothingAccepted(answer: IntakeAnswer): IntakeProblem {
  const problem = answer.results[0]?.problems?.[0];
  const first = [problem?.path, problem?.message].filter(Boolean).join(' ');
  return {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail:
      answer.rejected === 1
        ? `The event was not accepted: ${first}.`
        : `None of the ${answer.rejected} events was accepted. The first: ${first}.`,
    instance: '/v1/events',
    ...answer,
  };
}
