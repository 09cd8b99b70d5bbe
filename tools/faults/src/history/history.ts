import type { Instant, Milliseconds } from '#core/time';
import { Chance } from '../../../../services/barometer/src/simulate/chance.ts';
import { responseEvents } from './response-subject.ts';
import type { HistorySubject, Sending } from './subject-event.ts';
import { ticketEvents } from './ticket-subject.ts';

export interface HistorySettings {
  readonly seed: number;
  readonly subjects: number;
  /** When the first subject has its turn. */
  readonly from: Instant;
  /** How long it takes until the last one has its turn. */
  readonly length: Milliseconds;
}

const SUBJECT = 1;

/**
 * Everything that the desk of a campaign will say. The same settings give the same history, subject by subject, so that
 * the oracle makes it anew instead of remembering what was sent.
 */
export class History {
  readonly settings: HistorySettings;

  constructor(settings: HistorySettings) {
    this.settings = settings;
  }

  get subjects(): number {
    return this.settings.subjects;
  }

  /** @param index from 0 */
  subject(index: number): HistorySubject {
    const { seed, from, length, subjects } = this.settings;
    const chance = new Chance(seed, SUBJECT, index);
    const turn = from + Math.floor((length * index) / subjects);
    const source = `/campaign/${seed}`;
    const isTicket = chance.happens(0.5);
    const key = `${isTicket ? 'T' : 'R'}-${seed}-${index}`;
    const events = isTicket ? ticketEvents(key, source, chance, turn) : responseEvents(key, source, chance, turn);
    const sendings = events.flatMap((event, place): Sending[] => {
      // Mostly one after the other; now and then far later, behind whatever came after it.
      const after = chance.happens(0.1) ? chance.whole(0, subjects / 10) : place * chance.whole(0, 20);
      const first = { event, after };
      return chance.happens(0.1) ? [first, { event, after: after + chance.whole(0, subjects / 20) }] : [first];
    });
    return { key, sendings, isForeign: chance.happens(0.3) };
  }
}
