import type { RecordBatch } from '#libs/event-log';
import type { Rejection } from '#libs/events';
import { isUnstorable } from '#libs/postgres';
import type { Projected } from './projected.ts';

/** Projects a batch, or puts all of it aside for a reason. */
export type ProjectPart = (part: RecordBatch, refused?: Rejection) => Promise<Projected>;

/**
 * Projects a batch, and around the records in it that passed every check and that PostgreSQL will nevertheless never
 * take. Halving finds them: each part is tried once more by itself, and a record that fails alone goes to the dead
 * letters. Otherwise it would keep its partition waiting for ever.
 *
 * @throws whatever else happens, after which the batch comes again
 */
export async function projectAround(batch: RecordBatch, project: ProjectPart): Promise<Projected> {
  try {
    return await project(batch);
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    const middle = Math.floor(batch.records.length / 2);
    const beginsSecond = batch.records[middle]?.offset;
    if (middle === 0 || beginsSecond === undefined) return project(batch, rejectionOf(error as Error));
    const first = { ...batch, records: batch.records.slice(0, middle), nextOffset: beginsSecond };
    const second = { ...batch, records: batch.records.slice(middle) };
    return join(await projectAround(first, project), await projectAround(second, project));
  }
}

function rejectionOf({ message }: Error): Rejection {
  return { reason: 'unstorable', problems: [{ path: '', message: `cannot be stored: ${message}` }] };
}

function join(one: Projected, other: Projected): Projected {
  return {
    applied: one.applied + other.applied,
    duplicates: one.duplicates + other.duplicates,
    unreadable: [...one.unreadable, ...other.unreadable],
    contributions: [...one.contributions, ...other.contributions],
  };
}
