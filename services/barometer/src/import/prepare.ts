import type { Mapping } from './mapping/compile.ts';
import { compareKeys, fromLine, sizeOf, toLine, type PreparedEvent } from './order/prepared-event.ts';
import { sortStream } from './order/external-sort.ts';
import type { RejectedRows } from './rejected-rows.ts';
import type { ReadRow, RowFile } from './rows/row-file.ts';
import type { Tally } from './tally.ts';

export interface Preparation {
  readonly mapping: Mapping;
  readonly files: readonly string[];
  readonly tally: Tally;
  readonly rejected: Pick<RejectedRows, 'add'>;
  readonly onRow: () => void;
  readonly signal: AbortSignal;
}

/** Turns the rows of all files into events, one file after the other, counting and setting aside what cannot be one. */
export async function* prepareEvents(rowFiles: readonly RowFile[], work: Preparation): AsyncGenerator<PreparedEvent> {
  for (const rowFile of rowFiles) {
    for await (const row of rowFile.rows()) {
      work.signal.throwIfAborted();
      work.tally.rows += 1;
      work.onRow();
      yield* eventsOf(row, work);
    }
  }
}

function eventsOf(row: ReadRow, { mapping, files, tally, rejected }: Preparation): readonly PreparedEvent[] {
  const { file, line, raw } = row;
  const outcome = 'broken' in row ? brokenRow(row.broken) : mapping.mapRow(row);
  if (outcome.kind === 'rejected') {
    tally.rejectedRows += 1;
    rejected.add({ file: files[file] ?? '', line, by: 'mapping', problems: outcome.problems, row: raw });
    return [];
  }
  if (outcome.kind === 'skipped') {
    tally.skipped.set(outcome.reason, (tally.skipped.get(outcome.reason) ?? 0) + 1);
    return [];
  }
  tally.events += outcome.events.length;
  return outcome.events.map((mapped) => ({
    keys: mapping.sortKeys(mapped),
    file,
    line,
    raw,
    json: JSON.stringify(mapped.event),
  }));
}

function brokenRow(reason: string) {
  return { kind: 'rejected' as const, problems: [{ path: '', reason }] };
}

/** Puts events in the order that the mapping asks for. */
export function inOrder(
  events: AsyncIterable<PreparedEvent>,
  memory: number,
  folder: string,
): AsyncIterable<PreparedEvent> {
  return sortStream(events, { compare: compareKeys, size: sizeOf, memory, folder, write: toLine, read: fromLine });
}
