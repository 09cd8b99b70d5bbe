import type { LoggedResponse } from '#core/alerts';
import type { LogRecord } from '#libs/event-log';
import { decodeEvent } from '#libs/events';
import { caseSubjectOf } from '../cases/case-subject.ts';

export interface DecodedResponses {
  /** Answers and withdrawals, by response, in the order of the log. */
  readonly byResponse: ReadonlyMap<string, readonly LoggedResponse[]>;
  /** Records that are no event. The projector puts them on the dead-letter topic; here they are only counted. */
  readonly unreadable: number;
}

/** Reads what records say about responses. Invitations and refusals say nothing that could raise an alert. */
export function decodeResponses(records: readonly LogRecord[]): DecodedResponses {
  const byResponse = new Map<string, LoggedResponse[]>();
  let unreadable = 0;
  for (const record of records) {
    // The clock of every check is the log's own, so that reading a record again tomorrow gives what it gave today.
    const decoded = decodeEvent(record, record.timestamp);
    if (!decoded.ok) {
      unreadable += 1;
      continue;
    }
    const { source, id, data } = decoded.event;
    if (data.kind !== 'survey-answered' && data.kind !== 'survey-withdrawn') continue;
    const known = byResponse.get(data.responseId) ?? [];
    const subject = data.kind === 'survey-answered' ? caseSubjectOf(data) : undefined;
    known.push({ source, id, loggedAt: record.timestamp, data, ...(subject === undefined ? {} : { subject }) });
    byResponse.set(data.responseId, known);
  }
  return { byResponse, unreadable };
}
