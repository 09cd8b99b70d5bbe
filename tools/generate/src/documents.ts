import { join } from 'node:path';
import { settingsDocument } from '#libs/config';
import { buildAsyncApi, readGoldenMessages } from '#libs/events';
import { describeServices, VERSION, type ServiceDefinition } from '#libs/runtime';
import { alerterService } from '#services/alerter';
import { intakeService } from '#services/intake';
import { readerService } from '#services/reader';
import { dashboardFiles } from '../../dashboards/src/dashboards.ts';
import type { GeneratedFile } from './generated-file.ts';
import { kpisDocument } from './kpis/kpis-document.ts';
import { metricsDocument } from './metrics/metrics-document.ts';
import { recordingRules } from './prometheus/recording-rules.ts';

/** The services whose HTTP interface the OpenAPI document describes. */
const HTTP_SERVICES: readonly ServiceDefinition[] = [intakeService, readerService, alerterService];

/** Every document that is generated. A new one is one more entry. */
export function documentsOf(checkout: string): readonly GeneratedFile[] {
  return [
    {
      path: 'docs/asyncapi.json',
      content: () => json(buildAsyncApi(VERSION, readGoldenMessages(join(checkout, 'libs/events/golden')))),
    },
    { path: 'docs/openapi.json', content: async () => json(await describeServices(HTTP_SERVICES)) },
    { path: 'docs/kpis.md', content: kpisDocument },
    { path: 'docs/settings.md', content: settingsDocument },
    { path: 'docs/metrics.md', content: metricsDocument },
    { path: 'deploy/prometheus/rules/kpis.yml', content: recordingRules },
    ...dashboardFiles(),
  ];
}

function json(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
