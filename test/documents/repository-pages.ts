import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPage, type MarkdownPage } from './markdown-page.ts';

const CHECKOUT = join(import.meta.dirname, '../..');

/** Every page of the repository: not those of packages, nor of folders that programs write. */
export function repositoryPages(): MarkdownPage[] {
  const isForeign = (path: string) => /(^|[\\/])(node_modules|dist|coverage|\.[^\\/]+)$/.test(path);
  return globSync('**/*.md', { cwd: CHECKOUT, exclude: isForeign })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => readPage(path, textOf(path)));
}

/** A file of the checkout. */
export function textOf(path: string): string {
  return readFileSync(join(CHECKOUT, path), 'utf8').replaceAll('\r\n', '\n');
}

export function isThere(path: string): boolean {
  return existsSync(join(CHECKOUT, path));
}
