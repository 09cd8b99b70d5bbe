import type { Cell } from '#core/windows';
import type { Pick } from './definition.ts';

/** How many facts of a cell match every one of the picks. */
export function countOf(cell: Cell, ...picks: readonly Pick[]): number {
  let total = 0;
  for (const { count } of picked(cell, ...picks)) total += count;
  return total;
}

/** The combinations of a cell that match every one of the picks. */
export function* picked(
  cell: Cell,
  ...picks: readonly Pick[]
): Generator<{ readonly values: readonly number[]; readonly count: number }> {
  const tests = picks.flatMap((pick) =>
    Object.entries(pick).map(([name, wanted]) => ({ index: fieldIndex(cell, name), wanted })),
  );
  for (const combination of cell.combos()) {
    const matches = tests.every(({ index, wanted }) => {
      const value = combination.values[index] as number;
      return 'atLeast' in wanted ? value >= wanted.atLeast : wanted.includes(value);
    });
    if (matches) yield combination;
  }
}

/** Where a discrete field stands in a combination. @throws RangeError when the facts have no such field. */
export function fieldIndex(cell: Cell, name: string): number {
  const index = cell.shape.fields.findIndex((field) => field.name === name && field.kind === 'discrete');
  if (index < 0) throw new RangeError(`a "${cell.shape.kind}" fact has no field "${name}"`);
  return index;
}
