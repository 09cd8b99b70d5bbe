import type { TicketState, TicketStateChanged } from '#core/tickets';
import { DAY, HOUR, MINUTE, type Instant } from '#core/time';
import type { Chance } from '../../../../services/barometer/src/simulate/chance.ts';
import { ratedAttributes } from './desk-attributes.ts';
import { recorded } from './response-subject.ts';
import type { SubjectEvent } from './subject-event.ts';

const WORK: readonly TicketState[] = ['assigned', 'responded', 'pending', 'resumed', 'escalated'];

/** The events of one ticket, up to the moment at which they are sent: work, an end, often another turn. */
export function ticketEvents(id: string, source: string, chance: Chance, turn: Instant): SubjectEvent[] {
  const openedAt = turn - (chance.happens(0.6) ? chance.whole(MINUTE, 3 * DAY) : chance.whole(DAY, 200 * DAY));
  const dueAt = openedAt + chance.whole(2, 48) * HOUR;
  let attributes = ratedAttributes(chance, undefined);
  let at = openedAt;
  return statesOf(chance).flatMap((state, place) => {
    if (place > 0) at += chance.pick([0, 1, 7 * MINUTE, HOUR, 5 * HOUR, DAY]);
    if (at > turn) return [];
    if (state === 'assigned' && chance.happens(0.3)) attributes = ratedAttributes(chance, undefined);
    const data: TicketStateChanged = {
      kind: 'ticket-state-changed',
      ticketId: id,
      state,
      at,
      sequence: place,
      openedAt: chance.happens(0.2) ? openedAt : undefined,
      attributes: place === 0 || chance.happens(0.5) ? attributes : {},
      resolvedAt: state === 'closed' && chance.happens(0.05) ? null : undefined,
      counts: chance.happens(0.2) ? { contacts: chance.whole(1, 3), reopens: chance.whole(0, 2) } : {},
      sla: { ...(chance.happens(0.3) ? { dueAt } : {}), ...(chance.happens(0.1) ? { met: chance.happens(0.8) } : {}) },
    };
    return [{ source, id: `${id}/${place}`, recordedAt: recorded(chance, at, turn), data }];
  });
}

function statesOf(chance: Chance): TicketState[] {
  const states: TicketState[] = ['opened'];
  const work = () => WORK.filter(() => chance.happens(0.45));
  states.push(...work());
  for (let turns = chance.pick([0, 0, 0, 1, 2]); turns > 0; turns -= 1) {
    states.push(
      ...chance.pick<TicketState[]>([['resolved'], ['resolved', 'closed'], ['closed']]),
      'reopened',
      ...work(),
    );
  }
  states.push(
    ...chance.pick<TicketState[]>([[], ['resolved'], ['resolved', 'closed'], ['closed'], ['cancelled'], ['merged']]),
  );
  return states;
}
