import { compileMapping, type Mapping } from './compile.ts';
import { parseMapping } from './load.ts';
import type { RowOutcome } from './mapped-event.ts';
import type { Row } from './row.ts';

/** A mapping from its YAML text. */
export function givenMapping(yaml: string, parameters: Record<string, string> = {}): Mapping {
  return compileMapping('test.yaml', parseMapping('test.yaml', yaml), new Map(Object.entries(parameters)));
}

export function givenRow(columns: Record<string, string>): Row {
  return { file: 0, line: 2, raw: '', get: (name) => columns[name] };
}

/** The data of the first event, or what became of the row instead. */
export function dataOf(outcome: RowOutcome): unknown {
  return outcome.kind === 'events' ? outcome.events[0]?.event.data : outcome;
}
