import type { Catalogue } from '#core/kpis';
import { LEVEL } from '#core/statistics';
import { EXACT_UP_TO } from '#core/windows';

/** What holds for every KPI, each law with a name that can be quoted. */
export function lawsText({ windows }: Catalogue): string {
  return LAWS(windows)
    .map(([name, text], i) => `${i + 1}. **${name}** ${text}`)
    .join('\n');
}

const LAWS = (windows: readonly string[]): readonly (readonly [string, string])[] => [
  [
    'Empty is not zero.',
    'Without a fact to rest on, the value is `null` and the gauge is absent. Counts are the exception: no ticket is 0 tickets.',
  ],
  [
    'A window is `[at − W, at)` in event time,',
    `exact to the millisecond: what happened at \`at\` is not in it. ${windows.join(', ')} are watched; any \`<n>m\`, \`<n>h\` or \`<n>d\` up to ten years can be asked for, at any instant.`,
  ],
  [
    'Numbers depend on the events alone,',
    'not on their order, batches, repeats, partitions, replicas or restarts. A late event is sorted in where it belongs.',
  ],
  [
    'A correction takes back.',
    'A higher revision of a response replaces the lower one, a withdrawal takes it out, a reopening takes the resolution and the closing back. With `knownAt` a reading rests on what was known before that instant.',
  ],
  [
    'Invitations and refusals are no answers.',
    '`survey.sent.v1` and `survey.declined.v1` are kept and enter no KPI. Codes for "no answer" are left out at import.',
  ],
  [
    'Answers are counted, not responses.',
    'A response with two answers on a scale counts twice there. The dimension `question` tells them apart.',
  ],
  [
    'Scales are never mixed.',
    'A mean is of one scale. Where several scales are pooled, their classes are, by the cut points of each.',
  ],
  [
    'Attributes are those of the instant.',
    'A ticket counts for the team that held it when the fact happened. Later changes do not move it.',
  ],
  [
    'A fact without a dimension is in no group of it.',
    'Groups may therefore sum up to less than the whole. There is no row "unknown", and no row "total".',
  ],
  [
    'Every reading carries its uncertainty:',
    `\`n\`, the \`parts\` it is made of, and the ${100 * LEVEL} % interval where something is estimated.`,
  ],
  [
    'Percentiles',
    `are by nearest rank: exact up to ${EXACT_UP_TO} values in the window, within 0.8 % above. Means and sums are always exact.`,
  ],
  [
    'Small groups are hidden.',
    'Cut by one of the named dimensions and below the smallest number of samples, a reading has `n` and `hiddenBelow`, and no value.',
  ],
  ['What was before', 'is `previous`: the window of the same length that ends where this one begins.'],
  ['Complete up to the watermark.', 'Every event that the log took before `watermark` is in the reading.'],
  ['A definition has a version.', 'Another meaning is another version; readings say which one they follow.'],
];
