import type { Attributes } from '#core/segments';
import { shortText } from './values.ts';

/** The dimensions that a producer states; `survey` and `question` follow from the answer itself. */
export const ratedDimensions = {
  service: shortText,
  team: shortText,
  agent: shortText,
  channel: shortText,
  topic: shortText,
  priority: shortText,
  company: shortText,
  segment: shortText.describe("The customer's segment: enterprise, small business, …"),
  product: shortText,
  journeyStage: shortText,
};

type RatedDimension = keyof typeof ratedDimensions;

const names = Object.keys(ratedDimensions) as RatedDimension[];

/** The dimensions that are stated: neither left out, nor `null`, nor empty. */
export function statedDimensions(wire: { readonly [D in RatedDimension]?: string | null | undefined }): Attributes {
  const stated: { -readonly [D in RatedDimension]?: string } = {};
  for (const name of names) {
    const value = wire[name];
    if (value !== undefined && value !== null && value !== '') stated[name] = value;
  }
  return stated;
}
