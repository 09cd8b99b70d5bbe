import { PositionLost, type LogRecord, type RecordIdentity, type ResumePoint } from '../port.ts';
import { isSameRecord } from '../records/record-identity.ts';

export interface Extent {
  readonly low: number;
  readonly high: number;
}

const DECIDE =
  'Reading has stopped here, because going on would skip or double events. Restore the topic, or rebuild the projection.';

/** Where to start: a projection that has read nothing yet takes the log as it finds it. */
export function startOf(point: ResumePoint | undefined, log: Extent): number {
  return point?.nextOffset ?? log.low;
}

/** Looks whether the log still holds the position that a projection wants to go on from. */
export function lostByExtent(topic: string, partition: number, wanted: number, log: Extent): PositionLost | undefined {
  const where = `Topic ${topic}, partition ${partition}`;
  if (wanted < log.low) {
    return new PositionLost(
      `${where}: the projection goes on at offset ${wanted}, but the log begins at ${log.low}. Retention has removed ` +
        `${log.low - wanted} records that were never read. ${DECIDE}`,
    );
  }
  if (wanted > log.high) {
    return new PositionLost(
      `${where}: the projection goes on at offset ${wanted}, but the log ends at ${log.high}. The topic was recreated, ` +
        `or has lost records. ${DECIDE}`,
    );
  }
  return undefined;
}

/** Looks whether the record at a remembered offset is the one that was remembered. */
export function lostByIdentity(
  topic: string,
  partition: number,
  known: RecordIdentity,
  found: LogRecord,
): PositionLost | undefined {
  // Compaction may have removed the very record: the next one then says nothing about the topic.
  if (found.offset !== known.offset || isSameRecord(known, found)) return undefined;
  return new PositionLost(
    `Topic ${topic}, partition ${partition}: the record at offset ${known.offset} is not the one that the projection ` +
      `has read there. The topic was recreated and filled again. ${DECIDE}`,
  );
}
