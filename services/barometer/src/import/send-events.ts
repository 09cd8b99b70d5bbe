import { batchesOf, deliver } from '../delivery/deliver.ts';
import type { RefusedEvent } from '../delivery/intake-answer.ts';
import type { PreparedEvent } from './order/prepared-event.ts';
import type { RejectedRows } from './rejected-rows.ts';
import type { Position, PositionFile } from './resume/position-file.ts';
import type { Tally } from './tally.ts';

export interface Sending {
  readonly start: Position;
  readonly batch: number;
  /** Requests under way at one time. More than one may arrive in another order than they were sent. */
  readonly inFlight: number;
  readonly files: readonly string[];
  readonly post: (events: readonly string[]) => Promise<readonly RefusedEvent[]>;
  readonly tally: Tally;
  readonly rejected: RejectedRows;
  readonly positionFile: PositionFile;
  /** Told how many events the server has answered for, those of earlier runs among them. */
  readonly onAcknowledged: (events: number) => void;
}

/** Sends events from the start position on, and moves the position forward with every answer. */
export async function sendEvents(events: AsyncIterable<PreparedEvent>, sending: Sending): Promise<void> {
  const { start, tally, rejected, positionFile } = sending;
  const batches = batchesOf(after(events, start.acknowledged), sending.batch);
  const post = (batch: readonly PreparedEvent[]) => sending.post(batch.map(({ json }) => json));
  let { acknowledged } = start;
  for await (const { batch, refused } of deliver(batches, post, sending.inFlight)) {
    for (const { index, problems } of refused) {
      const event = batch[index];
      if (event !== undefined) rejected.add(refusedRow(event, sending.files, problems, acknowledged + index));
    }
    acknowledged += batch.length;
    tally.accepted += batch.length - refused.length;
    tally.refused += refused.length;
    // Rejections first: a position that was ahead of them would lose them in a crash.
    rejected.flush();
    positionFile.write({ ...start, acknowledged });
    sending.onAcknowledged(acknowledged);
  }
}

function refusedRow(
  { file, line, raw, json }: PreparedEvent,
  files: readonly string[],
  problems: RefusedEvent['problems'],
  place: number,
) {
  const { id } = JSON.parse(json) as { id: string };
  return { file: files[file] ?? '', line, by: 'server' as const, problems, row: raw, event: id, place };
}

async function* after<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let place = 0;
  for await (const item of items) {
    if (place >= count) yield item;
    place += 1;
  }
}
