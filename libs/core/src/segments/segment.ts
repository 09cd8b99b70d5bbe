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
    key = writeAttributes(attributes);
    keys.set(attributes, key);
  }
  return key;
}

export const segmentKey = attributesKey;

/** Whether two sets of attributes are equal. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  return a === b || DIMENSIONS.every((dimension) => a[dimension] === b[dimension]);
}

/**
 * What is known after something more was said. Nothing new gives back the object that was known: what is derived from
 * attributes is kept per object.
 */
export function mergeAttributes(known: Attributes, said: Attributes): Attributes {
  return saysMore(known, said) ? { ...known, ...said } : known;
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

/** `attributesKey` for attributes that are met once: remembering those costs more than writing them. */
export function writeAttributes(attributes: Attributes): string {
  let pairs = '';
  for (const dimension of DIMENSIONS) {
    const value = attributes[dimension];
    if (value !== undefined) pairs += `${pairs === '' ? '' : ','}["${dimension}",${JSON.stringify(value)}]`;
  }
  return `[${pairs}]`;
}
