import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { SEVERITIES } from '#core/alerts';
import { CASE_STATES } from '#core/case-changes';
import { DescribeProblem } from '#libs/runtime';
import { DEFAULT_LIMIT, HIGHEST_LIMIT } from './case-query.ts';
import { CASE, CASE_DETAIL, ETAG } from './case-schema.ts';

export const CASE_ID = { name: 'id', description: 'The case.', schema: { type: 'string' } } as const;

function filter(name: string, description: string, schema: object = { type: 'string' }) {
  return ApiQuery({ name, description, required: false, schema });
}

export function DescribeCases() {
  return applyDecorators(
    ApiOperation({ summary: 'Cases, the newest first', operationId: 'listCases', tags: ['cases'] }),
    filter('state', `Only cases in one of these states, joined by commas: ${CASE_STATES.join(', ')}.`),
    filter('owner', 'Only cases that this person sees to.'),
    filter('team', 'Only cases about this team.'),
    filter('severity', 'Only cases of this severity.', { type: 'string', enum: [...SEVERITIES] }),
    filter('overdue', 'Only cases whose customer should have been contacted by now.', {
      type: 'string',
      enum: ['true'],
    }),
    filter('limit', 'Cases on a page.', {
      type: 'integer',
      minimum: 1,
      maximum: HIGHEST_LIMIT,
      default: DEFAULT_LIMIT,
    }),
    filter('cursor', 'The "next" of the page before.'),
    ApiResponse({
      status: 200,
      description: 'A page of cases.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['cases', 'next'],
            properties: {
              cases: { type: 'array', items: CASE },
              next: { type: ['string', 'null'], description: 'The cursor of the next page; null on the last one.' },
            },
          },
        },
      },
    }),
    DescribeProblem(400, 'A parameter cannot be understood.'),
  );
}

export function DescribeCase() {
  return applyDecorators(
    ApiOperation({ summary: 'A case with its timeline', operationId: 'readCase', tags: ['cases'] }),
    ApiParam(CASE_ID),
    ApiResponse({
      status: 200,
      description: 'The case.',
      headers: { ETag: ETAG },
      content: { 'application/json': { schema: CASE_DETAIL } },
    }),
    DescribeProblem(404, 'There is no such case.'),
  );
}
