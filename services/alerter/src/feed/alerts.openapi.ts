import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ALERT_STATES } from '#core/alerts';
import { jsonSchemaOf, OUTPUT_TYPES } from '#libs/events';
import { DescribeProblem } from '#libs/runtime';
import { DEFAULT_LIMIT, HIGHEST_LIMIT } from './alert-query.ts';

/** An alert in the feed is what `alert.changed.v1` last said of it, and when it was raised. */
function alertSchema() {
  const { properties, required, ...rest } = jsonSchemaOf(OUTPUT_TYPES['alert.changed.v1'].schema);
  const raisedAt = {
    type: 'string',
    format: 'date-time',
    description: 'When the alert last began to fire, or became pending; of one about an answer, when it fired first.',
  };
  return {
    ...rest,
    properties: { ...(properties as object), raisedAt },
    required: [...(required as string[]), 'raisedAt'],
  };
}

function filter(name: string, description: string, schema: object = { type: 'string' }) {
  return ApiQuery({ name, description, required: false, schema });
}

export function DescribeAlerts() {
  return applyDecorators(
    ApiOperation({ summary: 'Alerts, the newest first', operationId: 'listAlerts', tags: ['alerts'] }),
    filter('state', 'Only alerts in this state.', { type: 'string', enum: [...ALERT_STATES] }),
    filter('rule', 'Only alerts of this rule, such as detractor.'),
    filter('team', 'Only alerts about this team.'),
    filter('limit', 'Alerts on a page.', {
      type: 'integer',
      minimum: 1,
      maximum: HIGHEST_LIMIT,
      default: DEFAULT_LIMIT,
    }),
    filter('cursor', 'The "next" of the page before.'),
    ApiResponse({
      status: 200,
      description: 'A page of alerts.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['alerts', 'next'],
            properties: {
              alerts: { type: 'array', items: alertSchema() },
              next: { type: ['string', 'null'], description: 'The cursor of the next page; null on the last one.' },
            },
          },
        },
      },
    }),
    DescribeProblem(400, 'A parameter cannot be understood.'),
  );
}
