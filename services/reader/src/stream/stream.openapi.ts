import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { DescribeProblem } from '#libs/runtime';
import { dimensionFilters, query } from '../openapi/parameters.ts';

export function DescribeStream() {
  return applyDecorators(
    ApiOperation({ summary: 'Readings and alerts as they change', operationId: 'streamChanges', tags: ['stream'] }),
    ApiProduces('text/event-stream'),
    query('kpi', 'Only readings of this KPI.', 'nps'),
    query('window', 'Only readings of this window of the catalogue.', '24h'),
    dimensionFilters(),
    ApiResponse({
      status: 200,
      description:
        'Server-sent events: `reading` with a reading, `alert` with the data of alert.changed.v1, and a `heartbeat` every 15 seconds.',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }),
    DescribeProblem(400, 'A parameter cannot be understood.'),
    DescribeProblem(404, 'No KPI has that id.'),
  );
}
