import { Compilation, type ColumnUse } from './compilation.ts';
import { compileCondition } from './condition.ts';
import { compileDerivations } from './derivation.ts';
import type { MappedEvent, RowOutcome } from './mapped-event.ts';
import type { MappingSource, SortKey } from './mapping-schema.ts';
import { filledZone } from './origin.ts';
import { MappingInvalid } from './problem.ts';
import type { Row } from './row.ts';
import { compileStateChange } from './state-change-row.ts';
import { compileSurveyResponse } from './survey-row.ts';
import { compileWholeTicket } from './ticket-row.ts';

/** A mapping that is ready to turn rows into events. Pure: the same row always gives the same events. */
export interface Mapping {
  readonly name: string;
  readonly format: MappingSource['format'];
  /** The columns that the files must have. */
  readonly columns: readonly ColumnUse[];
  /** By what the events are put in order before they are sent; empty: the order of the file. */
  readonly sort: readonly SortKey[];
  mapRow(row: Row): RowOutcome;
  /** The numbers that `sort` names, in its order. */
  sortKeys(event: MappedEvent): number[];
}

/**
 * @param file how the mapping is called in messages.
 * @param eventSource replaces the CloudEvents `source` that the mapping gives.
 * @throws MappingInvalid with every fault that can be seen without a row.
 */
export function compileMapping(
  file: string,
  source: MappingSource,
  parameters: ReadonlyMap<string, string>,
  eventSource?: string,
): Mapping {
  const derivation = compileDerivations(source.derive);
  const draft = new Compilation(parameters, undefined, new Set(), derivation.names);
  const zone = source.zone === undefined ? undefined : filledZone(source.zone, '', draft);
  const compilation = new Compilation(parameters, zone, new Set(source.missing.map(String)), derivation.names);
  source.derive.forEach(({ from }, index) => compilation.uses([from], `derive[${index}].from`, false));
  const skips = source.skip.map((condition, index) => {
    for (const column of Object.keys(condition)) compilation.uses([column], `skip[${index}]`, false);
    return compileCondition(condition);
  });
  const toEvents = compileRow(source, eventSource ?? source.source ?? `/imports/${source.mapping}`, compilation);
  const problems = [...draft.problems, ...compilation.problems];
  if (problems.length > 0) throw new MappingInvalid(file, problems);

  return {
    name: source.mapping,
    format: source.format,
    columns: compilation.columns,
    sort: source.sort,
    mapRow: (row) => {
      const { row: derived, problems } = derivation.apply(row);
      if (skips.some((holds) => holds(derived))) return { kind: 'skipped', reason: 'left out by the mapping' };
      return problems.length > 0 ? { kind: 'rejected', problems } : toEvents(derived);
    },
    sortKeys: (event) => source.sort.map((key) => event[key]),
  };
}

function compileRow(source: MappingSource, eventSource: string, compilation: Compilation): (row: Row) => RowOutcome {
  if (source.row === 'ticket') return compileWholeTicket(source.ticket, eventSource, compilation);
  if (source.row === 'survey-response') return compileSurveyResponse(source.response, eventSource, compilation);
  return compileStateChange(source.event, eventSource, compilation);
}
