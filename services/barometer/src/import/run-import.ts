import { IntakeClient } from '../delivery/intake-client.ts';
import { positionFileFor, rejectedFileFor, sizeOfFiles } from './file-places.ts';
import type { ImportRequest, ImportSummary, ImportSurroundings } from './import-request.ts';
import { compileMapping, type Mapping } from './mapping/compile.ts';
import { loadMapping, type LoadedMapping } from './mapping/load.ts';
import { resolveParameters } from './mapping/parameters.ts';
import { ParametersWrong } from './mapping/problem.ts';
import type { PreparedEvent } from './order/prepared-event.ts';
import { inOrder, prepareEvents } from './prepare.ts';
import { RejectedRows } from './rejected-rows.ts';
import { fingerprintOf } from './resume/fingerprint.ts';
import { PositionFile, type Position } from './resume/position-file.ts';
import { checkColumns } from './rows/columns.ts';
import { openRows } from './rows/open-file.ts';
import type { RowFile } from './rows/row-file.ts';
import { sendEvents } from './send-events.ts';
import { emptyTally } from './tally.ts';

/** How many events a dry run shows. */
const SAMPLE = 3;

/**
 * Imports files: rows become events, events are posted in batches, and what is acknowledged is remembered, so that an
 * import that was stopped goes on where it was. Nothing is sent before the mapping and the columns of every file are
 * found to be right.
 *
 * @throws ImportRefused, ServerUnreachable, ServerRefused. Being aborted is no error: the summary says `finished: false`.
 */
export async function runImport(request: ImportRequest, surroundings: ImportSurroundings): Promise<ImportSummary> {
  const { now, signal, display } = surroundings;
  const began = now();
  const totalBytes = Math.max(1, await sizeOfFiles(request.files));
  const loaded = await loadMapping(request.mapping);
  const rejected = new RejectedRows(request.rejected ?? (await rejectedFileFor(request.files)));
  const positionFile = new PositionFile(positionFileFor(rejected.path));
  const start = await startPosition(request, loaded, positionFile, surroundings);
  const mapping = prepareMapping(request, loaded, start.startedAt);
  let bytes = 0;
  const rowFiles = await openFiles(request.files, mapping, (count) => (bytes += count));

  const tally = { ...emptyTally(), sentBefore: start.acknowledged };
  rejected.begin(start.acknowledged);
  const onRow = () => display.reading(tally.rows, bytes / totalBytes);
  const prepared = prepareEvents(rowFiles, { mapping, files: request.files, tally, rejected, onRow, signal });
  const sorts = mapping.sort.length > 0;
  const ordered = sorts ? inOrder(prepared, request.sortMemory, surroundings.temporaryFolder) : prepared;
  const fraction = (sent: number) => (sorts ? sent / Math.max(1, tally.events) : bytes / totalBytes);
  const client = clientOf(request, surroundings);

  let sample: readonly string[] = [];
  let finished = true;
  try {
    if (request.dryRun) sample = await sampleOf(ordered);
    else {
      await sendEvents(ordered, {
        start,
        batch: request.batch,
        // A mapping that sorts wants the order of time kept on the way, too.
        inFlight: sorts ? 1 : 2,
        files: request.files,
        post: (events) => client.post(events),
        tally,
        rejected,
        positionFile,
        onAcknowledged: (events) => display.sending(events, fraction(events)),
      });
      positionFile.remove();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    finished = false;
  } finally {
    rejected.flush();
    display.close();
  }
  return { tally, took: now() - began, finished, rejectedFile: rejected.path, sample };
}

async function startPosition(
  request: ImportRequest,
  loaded: LoadedMapping,
  positionFile: PositionFile,
  { now, display }: ImportSurroundings,
): Promise<Position> {
  const { parameters, source, to, files } = request;
  const fingerprint = await fingerprintOf({ mappingText: loaded.text, parameters, source, to, files });
  const earlier = request.restart || request.dryRun ? undefined : await positionFile.read(fingerprint);
  if (earlier === undefined) return { fingerprint, startedAt: now(), acknowledged: 0 };
  display.note(`Going on after ${earlier.acknowledged} events that an earlier run has sent (--restart begins anew).`);
  return earlier;
}

/** Compiles a mapping with the parameters that were given. @throws ParametersWrong, MappingInvalid */
export function prepareMapping(
  request: Pick<ImportRequest, 'parameters' | 'source'>,
  { file, source }: LoadedMapping,
  startedAt: number,
): Mapping {
  const { values, problems } = resolveParameters(source.parameters, request.parameters, startedAt);
  if (problems.length > 0) throw new ParametersWrong(file, problems);
  return compileMapping(file, source, values, request.source);
}

/** Opens files and checks their columns, before a row of any is read. @throws ImportRefused */
export async function openFiles(paths: readonly string[], mapping: Mapping, onBytes: (count: number) => void) {
  const rowFiles: RowFile[] = [];
  for (const [index, path] of paths.entries()) {
    const rowFile = await openRows({ path, index, onBytes }, mapping.format);
    if (rowFile.header !== undefined) checkColumns(path, rowFile.header, mapping.columns);
    rowFiles.push(rowFile);
  }
  return rowFiles;
}

function clientOf({ to, patience }: ImportRequest, { signal, display }: ImportSurroundings): IntakeClient {
  const onTrouble = (reason: string) =>
    display.note(`Barometer at ${to} does not take events: ${reason}. Trying again. Is it started (barometer start)?`);
  return new IntakeClient({ to, signal, patience, onTrouble });
}

async function sampleOf(events: AsyncIterable<PreparedEvent>): Promise<readonly string[]> {
  const sample: string[] = [];
  for await (const { json } of events) if (sample.length < SAMPLE) sample.push(json);
  return sample;
}
