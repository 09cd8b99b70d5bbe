import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

/** Real exports with known truths. They belong to others and are not part of this repository. */
const FOLDER = join(import.meta.dirname, '../../../shared/data');

const present = existsSync(FOLDER);
if (!present && process.env['CI'] === 'true') {
  throw new Error(`the real exports are missing: under CI the truth tests must run, and they read ${FOLDER}`);
}

export function sharedData(...path: string[]): string {
  return join(FOLDER, ...path);
}

/** A suite that needs the real exports. Elsewhere than under CI it is skipped, and shows as skipped, without them. */
export const describeTruth = present ? describe : describe.skip;
