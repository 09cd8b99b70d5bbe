/** The example of the page, and of its test: it must load. */
export const OWN_KPI_EXAMPLE = `kpis:
  - id: quick-replies
    version: 1
    title: First replies to tickets of priority 1
    cohort: Tickets that got their first public human reply in the window.
    fact: first-responded
    formula: { kind: duration, of: elapsed }
    unit: seconds
    bands: []
    cuts: [[], [team], [team, priority]]
  - id: never-passed-on
    version: 1
    title: Tickets that stayed with their first agent
    cohort: Tickets closed in the window.
    fact: closed
    formula: { kind: share, of: { reassignments: [0] } }
    unit: percent
    bands: [{ name: good, atLeast: 80 }, { name: poor }]
    cuts: [[], [team]]
    smallGroups: { dimensions: [agent], minSamples: 5 }
`;

/** How a desk defines KPIs of its own. */
export const OWN_KPI_TEXT = `A KPI is data. Write your own in a YAML file and name it in
[\`BAROMETER_CATALOGUE\`](settings.md):

\`\`\`yaml
${OWN_KPI_EXAMPLE}\`\`\`

| key | meaning |
| --- | --- |
| \`id\` | lower-case words joined by hyphens. The id of a built-in KPI replaces it, if \`version\` is higher |
| \`version\` | a whole number. Raise it with every change of meaning |
| \`title\`, \`cohort\` | for people: the name, and whose facts count at which instant |
| \`fact\` | the kind of [fact](#facts) that is counted |
| \`scales\` | on \`answered\` only: the [scales](#scales) that belong |
| \`where\` | leaves out the facts that do not match: \`{ field: [values] }\` or \`{ field: { atLeast: n } }\` |
| \`formula\` | one of those below |
| \`unit\` | \`points\`, \`percent\`, \`score\`, \`seconds\`, \`tickets\`, \`reassignments\` or \`tickets/day\`, as the formula asks |
| \`bands\` | from the best to the worst, each with \`name\` and \`above\` or \`atLeast\`; the last one takes the rest. May be empty |
| \`cuts\` | the breakdowns that gauges and \`kpi-updated\` cover: lists of dimensions; \`[]\` is the whole desk |
| \`smallGroups\` | \`dimensions\` and \`minSamples\`: cut by one of them, smaller groups show no value |

| formula | keys | unit |
| --- | --- | --- |
| \`net-score\` | none | points |
| \`class-share\` | \`class\`: satisfied, neutral or dissatisfied | percent |
| \`score-mean\` | \`as\`: score or percent | score or percent |
| \`share\` | \`of\`, \`among\` (may be left out), \`provisionalFor\` (may be left out) | percent |
| \`mean\` | \`of\`: a whole-number field | reassignments or score |
| \`duration\` | \`of\`: a duration field | seconds |
| \`count\` | none | tickets |
| \`per-day\` | none | tickets/day |
| \`stock\` | \`leaves\`: the fact by which something leaves | tickets |

The file may also set \`windows\`, which replaces the watched windows, and \`version\`, the number of the whole
catalogue. \`barometer check\` reads the file and tells every mistake at once, with its path. A new KPI is there for the
past, too: KPIs are read from facts, and the facts have been written down.`;
