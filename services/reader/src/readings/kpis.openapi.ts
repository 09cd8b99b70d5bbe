import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam } from '@nestjs/swagger';
import { DescribeProblem } from '#libs/runtime';
import { jsonSchemaOf, reading } from '#libs/events';
import { answer, dimensionFilters, query } from '../openapi/parameters.ts';

const READING = jsonSchemaOf(reading);
const READINGS = {
  type: 'object',
  required: ['readings'],
  properties: { readings: { type: 'array', items: READING } },
};
const DEFINITION = {
  type: 'object',
  description: 'A KPI definition; docs/kpis.md explains its fields.',
  required: ['id', 'version', 'title', 'cohort', 'fact', 'formula', 'unit', 'bands', 'cuts'],
  properties: {
    id: { type: 'string' },
    version: { type: 'integer' },
    title: { type: 'string' },
    cohort: { type: 'string' },
    fact: { type: 'string' },
    scales: { type: 'array', items: { type: 'string' } },
    where: { type: 'object' },
    formula: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } },
    unit: { type: 'string' },
    bands: { type: 'array', items: { type: 'object' } },
    cuts: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
    smallGroups: { type: 'object' },
  },
};
const ID = { name: 'id', description: 'The KPI, such as nps.', schema: { type: 'string', example: 'nps' } } as const;
const GROUP_BY = query('groupBy', 'One or more dimensions, joined by commas: one reading per group.', 'channel');
const KNOWN_AT = query('knownAt', 'Only what was known before this instant, as the dashboard showed it then.');

export function DescribeCatalogue() {
  return applyDecorators(
    ApiOperation({ summary: 'All KPI definitions in force', operationId: 'listKpis', tags: ['kpis'] }),
    answer('The catalogue.', {
      type: 'object',
      required: ['version', 'windows', 'kpis'],
      properties: {
        version: { type: 'integer' },
        windows: { type: 'array', items: { type: 'string' } },
        kpis: { type: 'array', items: DEFINITION },
      },
    }),
  );
}

export function DescribeKpi() {
  return applyDecorators(
    ApiOperation({ summary: 'One KPI definition', operationId: 'getKpi', tags: ['kpis'] }),
    ApiParam(ID),
    answer('The definition.', DEFINITION),
    DescribeProblem(404, 'No KPI has that id.'),
  );
}

export function DescribeReading() {
  return applyDecorators(
    ApiOperation({ summary: 'The value of a KPI in one window', operationId: 'readKpi', tags: ['kpis'] }),
    ApiParam(ID),
    query('window', 'Length of the window: <n>m, <n>h or <n>d. Default 30d.', '30d'),
    query('at', 'End of the window, which it does not include. Default now.', '2026-11-20T12:00:00Z'),
    KNOWN_AT,
    GROUP_BY,
    dimensionFilters(),
    answer('The reading, or one per group.', { oneOf: [READING, READINGS] }),
    DescribeProblem(400, 'A parameter cannot be understood.'),
    DescribeProblem(404, 'No KPI has that id.'),
  );
}

export function DescribeSeries() {
  return applyDecorators(
    ApiOperation({ summary: 'The rolling value of a KPI over time', operationId: 'readKpiSeries', tags: ['kpis'] }),
    ApiParam(ID),
    query('window', 'Length of the rolling window. Default 7d.', '7d'),
    query('from', 'The first reading ends here. Default 30 days before "to".'),
    query('to', 'The last reading ends here or up to a step earlier. Default now.'),
    query('step', 'From one reading to the next. Default 1d; at most 1,000 readings.', '1d'),
    KNOWN_AT,
    GROUP_BY,
    dimensionFilters(),
    answer('The readings, oldest first.', READINGS),
    DescribeProblem(400, 'A parameter cannot be understood.'),
    DescribeProblem(404, 'No KPI has that id.'),
  );
}
