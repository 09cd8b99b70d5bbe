import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that everything of the broker lives in: `.cache/kafka` of the checkout, which git ignores. */
export function cacheFolder(): string {
  return join(checkout(import.meta.dirname), '.cache', 'kafka');
}

/** The sources and the build lie at different depths, so the checkout is found by its package.json. */
function checkout(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json above ${import.meta.dirname}: run this from a checkout.`);
  return checkout(parent);
}
