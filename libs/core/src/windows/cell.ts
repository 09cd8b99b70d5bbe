import { shapeOf, type FactKind, type FactShape } from '#core/facts';
import { addTo, DurationHistogram } from './duration-histogram.ts';

/**
 * The sum of facts of one kind: how often each combination of the discrete fields occurs, and a histogram of each
 * duration. An element of a commutative group: adding is order-free, taking out is exact. Every KPI is read from cells.
 */
export class Cell {
  readonly shape: FactShape;
  /** Facts in the cell. */
  n = 0;
  /** Occurrences of each combination of the discrete fields, by the fields' values joined with commas. */
  readonly combinations = new Map<string, number>();
  /** One histogram per duration field, in the order of the shape. */
  readonly durations: readonly DurationHistogram[];

  constructor(kind: FactKind) {
    this.shape = shapeOf(kind);
    this.durations = this.shape.fields.filter((field) => field.kind === 'duration').map(() => new DurationHistogram());
  }

  /** @param measures one integer per field of the shape; @param weight 1 adds the fact, −1 takes it out */
  add(measures: readonly number[], weight: number): void {
    const discrete = measures.length - this.durations.length;
    this.n += weight;
    if (discrete > 0) {
      addTo(this.combinations, discrete === 1 ? String(measures[0]) : measures.slice(0, discrete).join(','), weight);
    }
    for (let i = 0; i < this.durations.length; i += 1) {
      const value = measures[discrete + i] as number;
      if (value >= 0) (this.durations[i] as DurationHistogram).add(value, weight);
    }
  }

  /** Adds (or with −1 takes out) all of another cell of the same kind. */
  merge(other: Cell, weight = 1): void {
    this.n += weight * other.n;
    for (const [combination, count] of other.combinations) addTo(this.combinations, combination, weight * count);
    this.durations.forEach((histogram, i) => histogram.merge(other.durations[i] as DurationHistogram, weight));
  }

  /** Whether nothing is left in it. */
  get isEmpty(): boolean {
    return this.n === 0 && this.combinations.size === 0 && this.durations.every((histogram) => histogram.isEmpty);
  }

  /** Whether a percentile would be rough although it should be exact: the values must be read from the ledger. */
  get lacksValues(): boolean {
    return this.durations.some((histogram) => histogram.lacksValues);
  }

  /** The histogram of a duration field. @throws RangeError when the facts have no such field. */
  duration(name: string): DurationHistogram {
    const index = this.shape.fields
      .filter((field) => field.kind === 'duration')
      .findIndex((field) => field.name === name);
    const histogram = this.durations[index];
    if (histogram === undefined) throw new RangeError(`a "${this.shape.kind}" fact has no duration "${name}"`);
    return histogram;
  }

  /** Every combination of the discrete fields with its count. */
  *combos(): Generator<{ readonly values: readonly number[]; readonly count: number }> {
    for (const [combination, count] of this.combinations) yield { values: combination.split(',').map(Number), count };
  }
}
