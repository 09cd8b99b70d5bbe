import type { EventLog, NewRecord } from '../port.ts';
import type { RecordingProjection } from './recording-projection.contract.ts';

/** What each test of the contract begins with: an empty topic, a group that nobody has used, and a projection. */
export interface Given {
  readonly log: EventLog;
  readonly topic: string;
  readonly group: string;
  readonly projection: RecordingProjection;
  /** Another client of the same log, as another process would have it. Closed after the test. */
  readonly another: () => Promise<EventLog>;
}

/** How many partitions the topic has. */
export const PARTITIONS = 4;

/** Records whose values count from 0, with a few keys unless told otherwise. */
export function numbered(count: number, key: (n: number) => string = (n) => `k-${n % 7}`): NewRecord[] {
  return Array.from({ length: count }, (_, n) => ({ key: key(n), value: String(n) }));
}
