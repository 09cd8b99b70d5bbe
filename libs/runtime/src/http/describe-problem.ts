import { ApiResponse } from '@nestjs/swagger';
import { PROBLEM_TYPE } from './problem.ts';

/**
 * Describes a refusal in the OpenAPI document: the problem document that the runtime answers with.
 *
 * @param more properties that this refusal carries beside the usual ones, as JSON Schemas
 */
export function DescribeProblem(
  status: number,
  description: string,
  more: Readonly<Record<string, object>> = {},
): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'instance'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'What is wrong and what to do, for a person.' },
      instance: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'message'],
          properties: { path: { type: 'string' }, message: { type: 'string' } },
        },
      },
      ...more,
    },
  };
  return ApiResponse({ status, description, content: { [PROBLEM_TYPE]: { schema } } });
}
