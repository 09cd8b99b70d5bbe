import { hash } from 'node:crypto';
import { writeAttributes, type Attributes } from '#core/segments';
import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

const KEPT = 100_000;
/** No segment has the number 0. */
const UNKNOWN = 0;

/** 128 bits of a digest of the attributes: a short key for an index that is asked for every new combination. */
export function segmentDigest(attributesKey: string): string {
  return hash('sha256', attributesKey, 'base64').slice(0, 22);
}

interface Missing {
  readonly key: string;
  readonly attributes: Attributes;
}

/**
 * Gives each combination of attribute values a number. Written outside the batch's transaction on purpose: a number that
 * no row uses does no harm, while a number known here but rolled back there would.
 */
export class SegmentNumbers {
  private readonly database: Queries;
  private readonly known = new Map<string, number>();

  constructor(database: Queries) {
    this.database = database;
  }

  /** The numbers of the attributes, in their order. */
  async of(attributes: readonly Attributes[]): Promise<number[]> {
    const numbers: number[] = [];
    const missing = new Map<string, Missing & { readonly places: number[] }>();
    // Facts of one event mostly share their attributes.
    const keys = new Map<Attributes, string>();
    for (const [place, each] of attributes.entries()) {
      const key = keys.get(each) ?? writeAttributes(each);
      keys.set(each, key);
      numbers.push(this.known.get(key) ?? UNKNOWN);
      if (numbers[place] !== UNKNOWN) continue;
      const met = missing.get(key);
      if (met === undefined) missing.set(key, { key, attributes: each, places: [place] });
      else met.places.push(place);
    }
    if (missing.size === 0) return numbers;
    const learnt = await this.learn([...missing.values()]);
    for (const { key, places } of missing.values()) {
      for (const place of places) numbers[place] = learnt.get(key) as number;
    }
    return numbers;
  }

  /** The numbers of what is missing. Other batches learn meanwhile: nothing is read from `known` after waiting. */
  private async learn(missing: readonly Missing[]): Promise<ReadonlyMap<string, number>> {
    const byDigest = new Map(missing.map((each) => [segmentDigest(each.key), each]));
    // In one order for all writers, so that two who meet the same keys wait for each other in turn.
    const digests = [...byDigest.keys()].sort();
    const made = await this.database.query<{ key: string; segment: number }>(
      `INSERT INTO segments (key, attributes) SELECT * FROM unnest($1::text[], $2::text[]::json[])
       ON CONFLICT (key) DO NOTHING RETURNING key, segment`,
      [textArray(digests), textArray(digests.map((digest) => JSON.stringify(byDigest.get(digest)?.attributes)))],
    );
    const found =
      made.length === digests.length
        ? []
        : await this.database.query<{ key: string; segment: number }>(
            'SELECT key, segment FROM segments WHERE key = ANY ($1::text[])',
            [textArray(digests)],
          );
    if (this.known.size > KEPT) this.known.clear();
    const numbers = new Map<string, number>();
    for (const { key: digest, segment } of [...made, ...found]) {
      const { key } = byDigest.get(digest) as Missing;
      numbers.set(key, segment);
      this.known.set(key, segment);
    }
    return numbers;
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

  /**
   * All of them, by number.
   *
   * @param queries a transaction whose snapshot names the segments that are wanted; default: as of now
   */
  async all(queries: Queries = this.database): Promise<ReadonlyMap<number, Attributes>> {
    await this.refresh(queries);
    return this.known;
  }

  private async find(segment: number): Promise<void> {
    const rows = await this.database.query<{ attributes: Attributes }>(
      'SELECT attributes FROM segments WHERE segment = $1',
      [segment],
    );
    for (const { attributes } of rows) this.known.set(segment, attributes);
  }

  private async refresh(queries: Queries = this.database): Promise<void> {
    // Numbers are given out in order but committed in any: look back a little, or one that came late would be missed.
    const rows = await queries.query<{ segment: number; attributes: Attributes }>(
      'SELECT segment, attributes FROM segments WHERE segment > $1',
      [Math.max(0, this.highest - 10_000)],
    );
    for (const { segment, attributes } of rows) {
      if (!this.known.has(segment)) this.known.set(segment, attributes);
      this.highest = Math.max(this.highest, segment);
    }
  }
}
