import { attributesKey, type Attributes } from '#core/segments';
import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

const KEPT = 500_000;

/**
 * Gives each combination of attribute values a number. Written outside the batch's transaction on purpose: a number that
 * no row uses does no harm, while a number known here but rolled back there would.
 */
export class SegmentNumbers {
  private readonly database: Queries;
  private readonly numbers = new Map<string, number>();

  constructor(database: Queries) {
    this.database = database;
  }

  /** The numbers of the attributes, in their order. */
  async of(attributes: readonly Attributes[]): Promise<number[]> {
    const missing = new Map<string, Attributes>();
    for (const each of attributes) {
      const key = attributesKey(each);
      if (!this.numbers.has(key)) missing.set(key, each);
    }
    if (missing.size > 0) await this.learn([...missing.keys()]);
    return attributes.map((each) => this.numbers.get(attributesKey(each)) as number);
  }

  private async learn(keys: readonly string[]): Promise<void> {
    if (this.numbers.size > KEPT) this.numbers.clear();
    await this.database.execute(
      `INSERT INTO segments (key, attributes)
       SELECT key, coalesce((SELECT jsonb_object_agg(pair->>0, pair->>1) FROM jsonb_array_elements(key::jsonb) AS pair), '{}')
         FROM unnest($1::text[]) AS key ORDER BY key
       ON CONFLICT (key) DO NOTHING`,
      [textArray(keys)],
    );
    const rows = await this.database.query<{ key: string; segment: number }>(
      'SELECT key, segment FROM segments WHERE key = ANY ($1::text[])',
      [textArray(keys)],
    );
    for (const { key, segment } of rows) this.numbers.set(key, segment);
  }
}

/** Every combination of attribute values under its number, read on as new ones appear. */
export class SegmentDirectory {
  private readonly database: Queries;
  private readonly known = new Map<number, Attributes>();
  private highest = 0;

  constructor(database: Queries) {
    this.database = database;
  }

  /** The attributes behind a number. Numbers come from rows that were committed, so a reload always knows them. */
  async attributes(segment: number): Promise<Attributes> {
    if (!this.known.has(segment)) await this.refresh();
    if (!this.known.has(segment)) await this.find(segment);
    const attributes = this.known.get(segment);
    if (attributes === undefined)
      throw new RangeError(`the ledger names segment ${segment}, which the table segments lacks`);
    return attributes;
  }

  /** All of them, by number, as of now. */
  async all(): Promise<ReadonlyMap<number, Attributes>> {
    await this.refresh();
    return this.known;
  }

  private async find(segment: number): Promise<void> {
    const rows = await this.database.query<{ attributes: Attributes }>(
      'SELECT attributes FROM segments WHERE segment = $1',
      [segment],
    );
    for (const { attributes } of rows) this.known.set(segment, attributes);
  }

  private async refresh(): Promise<void> {
    // Numbers are given out in order but committed in any: look back a little, or one that came late would be missed.
    const rows = await this.database.query<{ segment: number; attributes: Attributes }>(
      'SELECT segment, attributes FROM segments WHERE segment > $1',
      [Math.max(0, this.highest - 10_000)],
    );
    for (const { segment, attributes } of rows) {
      if (!this.known.has(segment)) this.known.set(segment, attributes);
      this.highest = Math.max(this.highest, segment);
    }
  }
}
