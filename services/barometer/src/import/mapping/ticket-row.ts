import type { Compilation } from './compilation.ts';
import { compileDate, compileRule } from './compile-rule.ts';
import { compileCondition } from './condition.ts';
import type { Reading } from './field.ts';
import { mappedEvent, type MappedEvent, type RowOutcome } from './mapped-event.ts';
import type { WholeTicketSource } from './mapping-schema.ts';
import { required } from './record.ts';
import type { Row } from './row.ts';
import { compileTicketWords, mergeTicketWords } from './ticket-words.ts';
import { stateKind, textKind } from './value-kinds.ts';

type ChangeSource = WholeTicketSource['changes'][number];

/** One row is a whole ticket: one event for each of its times that the row has. */
export function compileWholeTicket(
  mapping: WholeTicketSource,
  source: string,
  compilation: Compilation,
): (row: Row) => RowOutcome {
  const text = (name: 'id' | 'ticketId') =>
    required(
      compileRule(mapping[name], `ticket.${name}`, () => textKind, compilation),
      `ticket.${name}`,
    );
  const id = text('id');
  const ticketId = text('ticketId');
  const words = compileTicketWords(mapping, 'ticket', compilation);
  const changes = mapping.changes.map((change, index) => compileChange(change, index, compilation));

  return (row) => {
    const reading: Reading = { row, at: undefined, problems: [] };
    const prefix = id(reading);
    const ticket = ticketId(reading);
    const events: MappedEvent[] = [];
    for (const change of changes) {
      const read = change(reading);
      if (read === undefined || prefix === undefined) continue;
      // What is said of the whole ticket is read again at each change: `believe` compares with that change's time.
      const data = { ticketId: ticket, ...read.data, ...mergeTicketWords(words(reading), read.words) };
      const type = 'ticket.state-changed.v1';
      events.push(mappedEvent({ ...read, id: `${prefix}/${read.sequence}`, source, type, data }));
    }
    if (reading.problems.length > 0) return { kind: 'rejected', problems: reading.problems };
    return events.length === 0 ? { kind: 'skipped', reason: 'no state change' } : { kind: 'events', events };
  };
}

/** The place of a change in the mapping is its sequence, so changes within one minute keep the order of the mapping. */
function compileChange(change: ChangeSource, index: number, compilation: Compilation) {
  const path = `ticket.changes[${index}]`;
  const at = compileDate(change.at, `${path}.at`, compilation);
  const state = required(
    compileRule(change.state, `${path}.state`, () => stateKind, compilation),
    `${path}.state`,
  );
  const recorded = change.recorded && compileDate(change.recorded, `${path}.recorded`, compilation);
  const words = compileTicketWords(change, path, compilation);
  const condition = change.when && compileCondition(change.when);
  for (const column of Object.keys(change.when ?? {})) compilation.uses([column], `${path}.when`, false);
  const sequence = index + 1;

  return (reading: Reading) => {
    if (condition !== undefined && !condition(reading.row)) return undefined;
    const instant = at(reading);
    if (instant === undefined || instant === null) return undefined;
    reading.at = instant;
    const data = { state: state(reading), at: new Date(instant).toISOString(), sequence };
    return { at: instant, recorded: recorded?.(reading) ?? undefined, sequence, data, words: words(reading) };
  };
}
