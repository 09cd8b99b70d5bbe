import { followAlert, loadCasePolicy, applyToCase, type Case, type CaseEvent } from '#core/cases';
import { DAY, HOUR, type Instant } from '#core/time';
import { caseChangedData } from '../../services/alerter/src/cases/case-changed.ts';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';

/** What becomes of cases, one after the other, by the hours since they were opened. */
const COURSES: readonly (readonly (readonly [
  hours: number,
  change: 'acknowledged' | 'contacted' | 'resolved' | 'recovered',
])[])[] = [
  [],
  [
    [1, 'acknowledged'],
    [5, 'contacted'],
    [30, 'resolved'],
  ],
  [
    [3, 'contacted'],
    [50, 'recovered'],
  ],
  [
    [2, 'acknowledged'],
    [20, 'recovered'],
  ],
];

/**
 * What the alerter would tell of the cases that a desk's bad answers open, put among the desk's own events. Every third
 * event comes twice, every seventh a day late.
 *
 * @param until whatever would be known later is left out
 */
export function withCases(events: readonly DeskEvent[], until: Instant): DeskEvent[] {
  const bad = events.filter(({ event }) => isBad(event.data));
  const changes = bad.flatMap(({ arrivesAt, event }, i) => changesOf(`c-${i}`, arrivesAt, event.data, i));
  const again = changes
    .filter((_, i) => i % 3 === 0)
    .map((change) => ({ ...change, arrivesAt: change.arrivesAt + HOUR }));
  const inTime = [...changes, ...again].filter(({ arrivesAt }) => arrivesAt < until);
  return [...events, ...inTime].toSorted((a, b) => a.arrivesAt - b.arrivesAt);
}

function isBad({ answers }: DeskEvent['event']['data']): boolean {
  const scores = (answers ?? []) as readonly { readonly scale: string; readonly score: number }[];
  return scores.some(({ scale, score }) => scale === 'nps-0-10' && score <= 6);
}

function changesOf(caseId: string, at: number, data: DeskEvent['event']['data'], nr: number): DeskEvent[] {
  const { team, channel } = (data['about'] ?? {}) as { readonly team?: string; readonly channel?: string };
  const segment = { ...(team === undefined ? {} : { team }), ...(channel === undefined ? {} : { channel }) };
  const grounds = { alertId: `a-${nr}`, severity: 'critical', segment, at, subject: `s-${nr}` } as const;
  const course = (COURSES[nr % COURSES.length] ?? []).map(([hours, change]): CaseEvent => {
    const happened = { at: at + hours * HOUR, by: 'jo' };
    return change === 'recovered' ? { change, responseId: 'r', ...happened } : { change, ...happened };
  });
  let known: Case | undefined;
  return [...followAlert(undefined, grounds, loadCasePolicy(), caseId), ...course].map((event, i) => {
    known = applyToCase(known, event);
    return {
      arrivesAt: event.at + ((nr + i) % 7 === 0 ? DAY : 0),
      event: {
        specversion: '1.0',
        id: `case-changed/${caseId}/${known.version}`,
        source: '/barometer/alerter',
        type: 'case.changed.v1',
        time: new Date(event.at).toISOString(),
        datacontenttype: 'application/json',
        data: { ...caseChangedData(known, event) },
      },
    };
  });
}
