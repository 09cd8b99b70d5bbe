import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ImportRefused } from './mapping/problem.ts';

/**
 * The size of all files together, in bytes.
 *
 * @throws ImportRefused for the first one that is not there.
 */
export async function sizeOfFiles(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(sizeOfFile));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeOfFile(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return found.size;
  throw new ImportRefused(
    `There is no file ${file}: --file takes the path of a .csv or .ndjson file, or of one packed as .gz.`,
  );
}

/** Where rejected rows go: beside the first file, or in the current folder when nothing can be written there. */
export async function rejectedFileFor(files: readonly string[]): Promise<string> {
  const [first = 'import'] = files;
  const name = `${basename(first)}.rejected.ndjson`;
  const writable = await access(dirname(first), constants.W_OK).then(
    () => true,
    () => false,
  );
  return writable ? join(dirname(first), name) : name;
}

/** The position of an import lies beside its rejected rows. */
export function positionFileFor(rejectedFile: string): string {
  return `${rejectedFile.replace(/(\.rejected)?\.ndjson$/, '')}.import-position.json`;
}
