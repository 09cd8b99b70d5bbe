/**
 * Stands for "as in the row before". A subject's events mostly come from one source and change few attributes: what
 * repeats is most of their text.
 */
const SAME = 0;

type Rows = readonly (readonly unknown[])[];

/**
 * Replaces every text and object that equals the one in the same place of the row before.
 *
 * @param last the row before the first one, where the rows go on from others
 */
export function withoutRepeats(rows: Rows, last?: readonly unknown[]): Rows {
  return rows.map((row, i) => {
    const before = i === 0 ? last : rows[i - 1];
    return before === undefined ? row : row.map((value, place) => (repeats(value, before[place]) ? SAME : value));
  });
}

/** Undoes `withoutRepeats`; what repeats is the same object again. */
export function withRepeats(rows: Rows): Rows {
  const whole: (readonly unknown[])[] = [];
  for (const row of rows) {
    const before = whole.at(-1);
    whole.push(
      before === undefined ? row : row.map((value, place) => (stands(value, before[place]) ? before[place] : value)),
    );
  }
  return whole;
}

function repeats(value: unknown, before: unknown): boolean {
  return canRepeat(value) && canRepeat(before) && isEqual(value, before);
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual((a as Row)[key], (b as Row)[key]))
  );
}

type Row = Readonly<Record<string, unknown>>;

/** A nought of its own stands where noughts do: never after a text or an object in the same place. */
function stands(value: unknown, before: unknown): boolean {
  return value === SAME && canRepeat(before);
}

function canRepeat(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}
