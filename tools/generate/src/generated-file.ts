import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of the checkout that is written by code and kept under version control, so that a change of it is seen. */
export interface GeneratedFile {
  /** Its path from the checkout, with slashes. */
  readonly path: string;
  /** What it must hold now; the same for the same sources. */
  content(): string | Promise<string>;
}

/** The paths of the files that are missing or hold something else than they would if they were written now. */
export async function staleFiles(checkout: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const stale: string[] = [];
  for (const file of files) {
    if (read(join(checkout, file.path)) !== (await file.content())) stale.push(file.path);
  }
  return stale;
}

/** Writes every file whole, with the folders that it needs. */
export async function writeFiles(checkout: string, files: readonly GeneratedFile[]): Promise<void> {
  for (const file of files) {
    const path = join(checkout, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await file.content());
  }
}

/** The text of a file with the line ends that are written here, whatever git made of them at checkout. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
