import { createHash } from 'node:crypto';
import { attributesKey, type Attributes } from '#core/segments';
import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

const KEPT = 500_000;

const names = new WeakMap<Attributes, string>();

/** 128 bits of a digest of the attributes: a short key for an index that is asked for every new combination. */
function nameOf(attributes: Attributes): string {
  let name = names.get(attributes);
  if (name === undefined) {
    name = createHash('sha256').update(attributesKey(attributes)).digest('base64').slice(0, 22);
    names.set(attributes, name);
  }
  return name;
}

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
      const key = nameOf(each);
      if (!this.numbers.has(key)) missing.set(key, each);
    }
    if (missing.size > 0) await this.learn(missing);
    return attributes.map((each) => this.numbers.get(nameOf(each)) as number);
  }

  private async learn(missing: ReadonlyMap<string, Attributes>): Promise<void> {
    if (this.numbers.size > KEPT) this.numbers.clear();
    // In one order for all writers, so that two who meet the same keys wait for each other in turn.
    const keys = [...missing.keys()].sort();
    const made = await this.database.query<{ key: string; segment: number }>(
      `INSERT INTO segments (key, attributes) SELECT * FROM unnest($1::text[], $2::text[]::json[])
       ON CONFLICT (key) DO NOTHING RETURNING key, segment`,
      [textArray(keys), textArray(keys.map((key) => JSON.stringify(missing.get(key))))],
    );
    for (const { key, segment } of made) this.numbers.set(key, segment);
    const known = keys.filter((key) => !this.numbers.has(key));
    if (known.length === 0) return;
    const found = await this.database.query<{ key: string; segment: number }>(
      'SELECT key, segment FROM segments WHERE key = ANY ($1::text[])',
      [textArray(known)],
    );
    for (const { key, segment } of found) this.numbers.set(key, segment);
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
