import { tmpdir } from 'node:os';
import { DEFAULT_SORT_MEMORY, type ImportRequest } from './import-request.ts';
import { loadMapping } from './mapping/load.ts';
import { inOrder, prepareEvents } from './prepare.ts';
import { openFiles, prepareMapping } from './run-import.ts';
import { emptyTally, type Tally } from './tally.ts';

/** What is mapped, and by what. */
export type MapRequest = Pick<ImportRequest, 'mapping' | 'files' | 'parameters'>;

/**
 * The events of files as an import would send them, in its order, each as the JSON text of a CloudEvent.
 *
 * @param tally is counted on while events are taken; rows that cannot be read are counted there and nowhere kept
 * @throws ImportRefused when mapping or files are wrong
 */
export async function* mapFiles(
  { mapping: name, files, parameters }: MapRequest,
  surroundings: { readonly now: number; readonly signal: AbortSignal; readonly tally?: Tally },
): AsyncGenerator<string> {
  const { now, signal, tally = emptyTally() } = surroundings;
  const mapping = prepareMapping({ parameters }, await loadMapping(name), now);
  const rowFiles = await openFiles(files, mapping, () => undefined);
  const work = { mapping, files, tally, rejected: { add: () => undefined }, onRow: () => undefined, signal };
  const prepared = prepareEvents(rowFiles, work);
  const ordered = mapping.sort.length > 0 ? inOrder(prepared, DEFAULT_SORT_MEMORY, tmpdir()) : prepared;
  for await (const { json } of ordered) yield json;
}
