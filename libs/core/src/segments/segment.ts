import { DIMENSIONS, type Attributes, type Dimension } from './attributes.ts';

/**
 * A slice of the desk: every fact whose attributes have these values. The empty segment is the whole desk. Written as a
 * key it is the JSON of its pairs in the order of `DIMENSIONS`, so that equal segments have equal keys.
 */
export type Segment = Attributes;

/** The dimensions that one breakdown is cut by; the empty cut is the whole desk. */
export type Cut = readonly Dimension[];

const keys = new WeakMap<Attributes, string>();

/** A text that two sets of attributes share exactly when they are equal. */
export function attributesKey(attributes: Attributes): string {
  let key = keys.get(attributes);
  if (key === undefined) {
    key = JSON.stringify(pairsOf(attributes));
    keys.set(attributes, key);
  }
  return key;
}

export const segmentKey = attributesKey;

const merges = new WeakMap<Attributes, WeakMap<Attributes, Attributes>>();

/** Whether two sets of attributes are equal. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  return a === b || DIMENSIONS.every((dimension) => a[dimension] === b[dimension]);
}

/**
 * What is known after something more was said. The same two objects always give the same object, and nothing new gives
 * back the one that was known: what is derived from attributes is kept per object, and folds are done over and over.
 */
export function mergeAttributes(known: Attributes, said: Attributes): Attributes {
  if (!saysMore(known, said)) return known;
  let ofKnown = merges.get(known);
  if (ofKnown === undefined) merges.set(known, (ofKnown = new WeakMap()));
  let merged = ofKnown.get(said);
  if (merged === undefined) ofKnown.set(said, (merged = { ...known, ...said }));
  return merged;
}

function saysMore(known: Attributes, said: Attributes): boolean {
  for (const dimension in said) {
    if (said[dimension as Dimension] !== known[dimension as Dimension]) return true;
  }
  return false;
}

/** Whether a fact with these attributes lies in the segment. */
export function isWithin(segment: Segment, attributes: Attributes): boolean {
  return DIMENSIONS.every(
    (dimension) => segment[dimension] === undefined || segment[dimension] === attributes[dimension],
  );
}

/**
 * The segment of a cut that a fact belongs to.
 *
 * @returns `undefined` when the fact lacks one of the cut's dimensions: it belongs to none.
 */
export function segmentOf(cut: Cut, attributes: Attributes): Segment | undefined {
  const segment: { [D in Dimension]?: string } = {};
  for (const dimension of cut) {
    const value = attributes[dimension];
    if (value === undefined) return undefined;
    segment[dimension] = value;
  }
  return segment;
}

function pairsOf(attributes: Attributes): [Dimension, string][] {
  const pairs: [Dimension, string][] = [];
  for (const dimension of DIMENSIONS) {
    const value = attributes[dimension];
    if (value !== undefined) pairs.push([dimension, value]);
  }
  return pairs;
}
