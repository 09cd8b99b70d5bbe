import { attributesKey, type Attributes } from '#core/segments';
import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import { segmentDigest, SegmentNumbers } from '../projection/segments.ts';

/** Numbers kept for the next batches: a few pages' worth, since a subject's combinations seldom come again elsewhere. */
const KEPT = 20_000;

/**
 * The numbers of combinations of attributes that mostly have one already. `SegmentNumbers` expects new ones, and would
 * use up a number for each that is not.
 */
export class KnownSegments {
  private readonly database: Queries;
  private readonly numbers: SegmentNumbers;
  private kept = new Map<string, number>();

  constructor(database: Queries) {
    this.database = database;
    this.numbers = new SegmentNumbers(database);
  }

  /** The numbers of the attributes, by the object that they are. */
  async of(attributes: ReadonlySet<Attributes>): Promise<ReadonlyMap<Attributes, number>> {
    const found = new Map<Attributes, number>();
    const missing = new Map<string, Attributes[]>();
    for (const each of attributes) {
      const key = attributesKey(each);
      const number = this.kept.get(key);
      if (number !== undefined) found.set(each, number);
      else if (missing.get(key)?.push(each) === undefined) missing.set(key, [each]);
    }
    if (this.kept.size > KEPT) this.kept = new Map();
    for (const [key, number] of await this.find(missing)) {
      this.kept.set(key, number);
      for (const each of missing.get(key) ?? []) found.set(each, number);
    }
    return found;
  }

  private async find(missing: ReadonlyMap<string, readonly Attributes[]>): Promise<ReadonlyMap<string, number>> {
    if (missing.size === 0) return new Map();
    const keys = new Map([...missing.keys()].map((key) => [segmentDigest(key), key]));
    const rows = await this.database.query<{ key: string; segment: number }>(
      'SELECT key, segment FROM segments WHERE key = ANY ($1::text[])',
      [textArray([...keys.keys()])],
    );
    const numbers = new Map(rows.map(({ key, segment }) => [keys.get(key) as string, segment]));
    const fresh = [...missing].filter(([key]) => !numbers.has(key));
    const made = await this.numbers.of(fresh.map(([, [first]]) => first as Attributes));
    fresh.forEach(([key], i) => numbers.set(key, made[i] as number));
    return numbers;
  }
}
