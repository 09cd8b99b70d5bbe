import { isOnScale, scaleOf, type ScaleId } from '#core/answers';
import { TICKET_STATES, type TicketState } from '#core/tickets';
import type { ValueKind } from './field.ts';
import type { ArithmeticSource } from './rule-schema.ts';

export const textKind: ValueKind<string> = { name: 'a text', settings: [], parse: (text) => text };

const WORDS = new Map([
  ...['true', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', '0'].map((word) => [word, false] as const),
]);

export const booleanKind: ValueKind<boolean> = {
  name: 'true or false (also yes/no, y/n, 1/0)',
  settings: [],
  parse: (text) => WORDS.get(text.toLowerCase()),
};

/** Whole numbers from 0, after the rule's arithmetic. */
export function countKind(arithmetic: ArithmeticSource | undefined): ValueKind<number> {
  const read = numberReader(arithmetic);
  return {
    name: 'a whole number from 0',
    settings: ['number'],
    parse: (text) => {
      const value = read(text);
      return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
    },
  };
}

export function scoreKind(id: ScaleId, arithmetic: ArithmeticSource | undefined): ValueKind<number> {
  const scale = scaleOf(id);
  const read = numberReader(arithmetic);
  return {
    name: `a whole number from ${scale.lowest} to ${scale.highest}, the scores of ${id}`,
    settings: ['number'],
    parse: (text) => {
      const value = read(text);
      return value !== undefined && isOnScale(scale, value) ? value : undefined;
    },
  };
}

export const stateKind: ValueKind<TicketState> = {
  name: `a ticket state (${TICKET_STATES.join(', ')})`,
  settings: [],
  parse: (text) => TICKET_STATES.find((state) => state === text),
};

function numberReader({ decimal = '.', multiply = 1, add = 0, round }: ArithmeticSource = {}) {
  const shape = decimal === '.' ? /^[+-]?\d+(\.\d+)?$/ : /^[+-]?\d+(,\d+)?$/;
  return (text: string): number | undefined => {
    if (!shape.test(text)) return undefined;
    const value = Number(text.replace(',', '.')) * multiply + add;
    return round === 'nearest' ? Math.round(value) : value;
  };
}
