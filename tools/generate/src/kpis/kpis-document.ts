import { loadCatalogue } from '#core/kpis';
import { DIMENSIONS } from '#core/segments';
import { kpiGauges } from '#services/reader';
import { code, markdownTable } from '../markdown-table.ts';
import { factsTable } from './facts-text.ts';
import { formulaText } from './formula-text.ts';
import { kpiSection } from './kpi-section.ts';
import { lawsText } from './laws.ts';
import { OWN_KPI_TEXT } from './own-kpi.ts';
import { scalesTable } from './scales-text.ts';

/** The page docs/kpis.md. */
export function kpisDocument(): string {
  const catalogue = loadCatalogue();
  const overview = catalogue.kpis.map((kpi) => [
    `[${kpi.id}](#${kpi.id})`,
    kpi.title,
    code(formulaText(kpi).maths),
    kpi.unit,
  ]);
  const sections = catalogue.kpis.map((kpi) => {
    const gauges = kpiGauges({ ...catalogue, kpis: [kpi] }, []).map(({ name }) => name);
    return kpiSection(kpi, gauges);
  });
  return `# KPIs

This page is generated from the catalogue, \`libs/core/src/kpis/catalogue.json\`, and from the code that reads it. A
running Barometer shows the catalogue in force at \`GET /v1/kpis\`.

${markdownTable(['KPI', 'title', 'formula', 'unit'], overview)}

## Laws

They hold for every KPI.

${lawsText(catalogue)}

## Scales

A score is a whole number on a scale. Each scale has its own cut points and its own good end.

${scalesTable()}

## Facts

Events are folded into facts, response by response, ticket by ticket and case by case. KPIs are read from facts.

${factsTable()}

## Dimensions

What a reading can be filtered by and cut by: ${DIMENSIONS.map(code).join(', ')}. The list is closed. \`segment\` is the
customer's segment; \`survey\` and \`question\` exist on answers only, \`priority\` mostly on tickets. Cases have team, channel,
service, topic, company and segment.

## Each KPI

${sections.join('\n\n')}

## KPIs of your own

${OWN_KPI_TEXT}
`;
}
