import type { Compilation } from './compilation.ts';
import { compileDate, compileRule } from './compile-rule.ts';
import type { Reading } from './field.ts';
import { mappedEvent, type RowOutcome } from './mapped-event.ts';
import type { StateChangeSource } from './mapping-schema.ts';
import { required } from './record.ts';
import type { Row } from './row.ts';
import { compileTicketWords } from './ticket-words.ts';
import { countKind, stateKind, textKind } from './value-kinds.ts';

/** One row is one state change of a ticket. */
export function compileStateChange(
  mapping: StateChangeSource,
  source: string,
  compilation: Compilation,
): (row: Row) => RowOutcome {
  const path = 'event';
  const text = (name: 'id' | 'ticketId') =>
    required(
      compileRule(mapping[name], `${path}.${name}`, () => textKind, compilation),
      `${path}.${name}`,
    );
  const id = text('id');
  const ticketId = text('ticketId');
  const state = required(
    compileRule(mapping.state, `${path}.state`, () => stateKind, compilation),
    `${path}.state`,
  );
  const at = required(compileDate(mapping.at, `${path}.at`, compilation), `${path}.at`);
  const recorded = mapping.recorded && compileDate(mapping.recorded, `${path}.recorded`, compilation);
  const sequence =
    mapping.sequence &&
    compileRule(mapping.sequence, `${path}.sequence`, (rule) => countKind(rule.number), compilation);
  const words = compileTicketWords(mapping, path, compilation);

  return (row) => {
    const reading: Reading = { row, at: undefined, problems: [] };
    const instant = at(reading);
    reading.at = instant;
    const identity = { id: id(reading), ticketId: ticketId(reading), state: state(reading) };
    const number = sequence?.(reading) ?? undefined;
    const known = recorded?.(reading) ?? undefined;
    const rest = words(reading);
    if (reading.problems.length > 0 || instant === undefined || identity.id === undefined) {
      return { kind: 'rejected', problems: reading.problems };
    }
    const data = {
      ticketId: identity.ticketId,
      state: identity.state,
      at: new Date(instant).toISOString(),
      ...(number === undefined ? {} : { sequence: number }),
      ...rest,
    };
    const type = 'ticket.state-changed.v1';
    const event = mappedEvent({ id: identity.id, source, type, at: instant, recorded: known, sequence: number, data });
    return { kind: 'events', events: [event] };
  };
}
