import { learn, newSubject, subjectOf, type ArrivedEvent } from '#core/subjects';
import { dueTicketOf } from '../judges/due-ticket.ts';
import type { History, HistoricResponse } from './history.ts';

/**
 * The history that events tell, in any order; the same event twice counts once.
 *
 * @param events `knownAt` is when the rules could have known of them
 */
export function historyOf(events: readonly ArrivedEvent[]): History {
  const bySubject = new Map<string, ArrivedEvent[]>();
  const seen = new Set<string>();
  for (const event of events) {
    const subject = subjectOf(event.data);
    const identity = JSON.stringify([event.source, event.id]);
    if (subject === undefined || seen.has(identity)) continue;
    seen.add(identity);
    const name = `${subject.kind} ${subject.key}`;
    const known = bySubject.get(name);
    if (known === undefined) bySubject.set(name, [event]);
    else known.push(event);
  }
  const subjects = [...bySubject.values()].flatMap((arrived) => {
    const named = subjectOf((arrived[0] as ArrivedEvent).data);
    return named === undefined ? [] : [learn(newSubject(named.kind, named.key), arrived)];
  });
  return {
    contributions: subjects.flatMap(({ contributions }) => contributions),
    responses: [...bySubject.values()]
      .flat()
      .flatMap(responseOf)
      .sort((a, b) => a.loggedAt - b.loggedAt),
    dueTickets: subjects.flatMap(({ subject }) =>
      subject.kind === 'ticket' ? (dueTicketOf(subject.key, subject.events) ?? []) : [],
    ),
  };
}

function responseOf({ source, id, knownAt, data }: ArrivedEvent): HistoricResponse[] {
  if (data.kind !== 'survey-answered' && data.kind !== 'survey-withdrawn') return [];
  return [{ source, id, loggedAt: knownAt, data }];
}
