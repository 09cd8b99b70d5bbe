import { mkdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canHoldEmbeddedPostgres } from '#libs/postgres';

/**
 * The folder of the demo's database: always the same one, so that a demo that was killed is cleaned up by the next. A
 * checkout below /root is closed to the user that PostgreSQL runs as; then it is in the folder for temporary files.
 */
export async function openDemoFolder(dataDir: string): Promise<string> {
  const near = join(dataDir, 'demo');
  const folder = (await canHoldEmbeddedPostgres(near))
    ? near
    : join(tmpdir(), `barometer-demo-${process.getuid?.() ?? 0}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Removes the folder and all that is in it, and the one above when nothing else is there. */
export async function removeDemoFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await rmdir(dirname(folder)).catch(() => undefined);
}
