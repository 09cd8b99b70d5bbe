import type { LogRecord, RecordBatch } from '#libs/event-log';
import { encodeEvent } from '#libs/events';

/** What a respondent says, and when the log took it. */
export interface SaidAnswer {
  readonly responseId: string;
  readonly at: number;
  readonly score?: number;
  readonly revision?: number;
  readonly respondent?: string | undefined;
  readonly segment?: string;
  readonly ticketId?: string;
  readonly withdrawn?: true;
}

/** Makes the batches of a topic's partitions, one behind the other. */
export class GivenAnswers {
  private readonly offsets = new Map<number, number>();

  batch(said: readonly SaidAnswer[], partition = 0): RecordBatch {
    const first = this.offsets.get(partition) ?? 0;
    const topic = 'survey-answered';
    const records = said.map((each, i): LogRecord => {
      const { value, headers } = encode(each);
      return {
        topic,
        partition,
        offset: first + i,
        timestamp: each.at,
        key: Buffer.from(each.responseId),
        value: Buffer.from(value),
        headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
      };
    });
    const nextOffset = first + records.length;
    this.offsets.set(partition, nextOffset);
    return { topic, partition, records, nextOffset, highWatermark: nextOffset };
  }
}

function encode({ responseId, at, score = 3, revision = 0, ticketId, withdrawn, segment, ...said }: SaidAnswer) {
  const respondent = 'respondent' in said ? said.respondent : 'jane@example.org';
  const answered = {
    responseId,
    revision,
    answeredAt: new Date(at).toISOString(),
    answers: [{ question: 'recommend', scale: 'nps-0-10', score }],
    respondent: { id: respondent, segment },
    about: { ticketId, team: 'desk-1' },
  };
  const type = withdrawn ? 'survey.withdrawn.v1' : 'survey.answered.v1';
  const data = JSON.stringify(withdrawn ? { responseId } : answered);
  return encodeEvent({ id: `${responseId}/${withdrawn ? 'withdrawn' : revision}`, source: '/survey-tool', type, data });
}
