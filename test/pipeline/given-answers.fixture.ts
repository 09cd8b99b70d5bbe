import { formatInstant } from '#core/time';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';

export interface GivenAnswer {
  readonly responseId: string;
  readonly at: number;
  readonly score: number;
  readonly revision?: number;
  readonly team?: string;
  /** When the log takes it; default: when it was given. */
  readonly arrivesAt?: number;
}

/** An answer on `csat-1-5`, as an event on its way. */
export function givenAnswer({
  responseId,
  at,
  score,
  revision = 0,
  team = 'a',
  arrivesAt = at,
}: GivenAnswer): DeskEvent {
  return {
    arrivesAt,
    event: {
      specversion: '1.0',
      id: `${responseId}/${revision}`,
      source: 'test',
      type: 'survey.answered.v1',
      time: formatInstant(at),
      datacontenttype: 'application/json',
      data: {
        responseId,
        revision,
        answeredAt: formatInstant(at),
        answers: [{ question: 'satisfied', scale: 'csat-1-5', score }],
        about: { team },
      },
    },
  };
}
