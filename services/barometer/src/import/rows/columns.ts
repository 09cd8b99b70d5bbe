import type { ColumnUse } from '../mapping/compilation.ts';
import { ImportRefused } from '../mapping/problem.ts';

/**
 * Checks that a file has the columns that the mapping names.
 *
 * @throws ImportRefused that names every missing column, where the mapping names it, and the columns that there are.
 */
export function checkColumns(file: string, header: readonly string[], uses: readonly ColumnUse[]): void {
  const there = new Set(header);
  const missing = uses.filter(({ anyOf, optional }) => !optional && !anyOf.some((column) => there.has(column)));
  const twice = uses
    .flatMap(({ anyOf }) => anyOf)
    .find((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twice !== undefined) {
    throw new ImportRefused(
      `The file ${file} has two columns "${twice}", and the mapping uses it: rename one of them.`,
    );
  }
  if (missing.length === 0) return;
  const places = new Map<string, string[]>();
  for (const { anyOf, path } of missing) {
    const columns = anyOf.map((column) => `"${column}"`).join(' or ');
    places.set(columns, [...(places.get(columns) ?? []), path]);
  }
  const lines = [...places].map(([columns, paths]) => `  ${columns}, named at ${paths.join(', ')}`);
  throw new ImportRefused(
    `The file ${file} does not have these columns of the mapping:\n${lines.join('\n')}\n` +
      `Its columns are: ${header.join(', ')}.\nIs it the right file, and is the delimiter right? Nothing was sent.`,
  );
}
