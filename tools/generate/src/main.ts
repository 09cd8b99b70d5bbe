import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { documentsOf } from './documents.ts';
import { staleFiles, writeFiles } from './generated-file.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const checkout = checkoutAbove(import.meta.dirname);
const documents = documentsOf(checkout);

if (values.check) {
  const stale = await staleFiles(checkout, documents);
  for (const path of stale) process.stderr.write(`${path} is not what the code says. Run: npm run generate\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  await writeFiles(checkout, documents);
  for (const { path } of documents) process.stdout.write(`${path}\n`);
}

/** The sources and the build lie at different depths, so the checkout is found by its package.json. */
function checkoutAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json above ${import.meta.dirname}: run this from a checkout.`);
  return checkoutAbove(parent);
}
