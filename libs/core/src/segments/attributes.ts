/**
 * What a fact can be cut by. The list is closed: a typo in a mapping or a query is an error, never an empty chart.
 * `segment` is the customer's segment (enterprise, small business, …); `survey` and `question` exist on answers only.
 */
export const DIMENSIONS = [
  'service',
  'team',
  'agent',
  'channel',
  'topic',
  'priority',
  'company',
  'segment',
  'product',
  'journeyStage',
  'survey',
  'question',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** The values of a fact's dimensions as they were at the instant it happened; an absent one is unknown. */
export type Attributes = { readonly [D in Dimension]?: string };

export function isDimension(name: string): name is Dimension {
  return (DIMENSIONS as readonly string[]).includes(name);
}
