import type { MappingSource } from './mapping-schema.ts';
import type { Problem } from './problem.ts';
import { withColumns, type Row } from './row.ts';

export interface Derivation {
  /** The columns that rows gain. */
  readonly names: ReadonlySet<string>;
  apply(row: Row): { readonly row: Row; readonly problems: readonly Problem[] };
}

const NONE: readonly Problem[] = [];

/** Takes columns apart: each named group of a pattern becomes a column of its own. */
export function compileDerivations(sources: MappingSource['derive']): Derivation {
  const steps = sources.map(({ from, pattern }) => ({ from, pattern: new RegExp(pattern, 'u') }));
  const names = new Set(
    sources.flatMap(({ pattern }) => [...pattern.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, name]) => name ?? '')),
  );
  if (steps.length === 0) return { names, apply: (row) => ({ row, problems: NONE }) };
  return {
    names,
    apply: (row) => {
      const gained = new Map<string, string>();
      const problems: Problem[] = [];
      for (const [index, { from, pattern }] of steps.entries()) {
        const text = row.get(from);
        if (text === undefined || text === '') continue;
        const match = pattern.exec(text);
        if (match === null)
          problems.push({ path: `derive[${index}]`, reason: `"${text}" in ${from} does not match ${pattern.source}` });
        for (const [name, value] of Object.entries(match?.groups ?? {})) gained.set(name, value ?? '');
      }
      return { row: withColumns(row, gained), problems };
    },
  };
}
