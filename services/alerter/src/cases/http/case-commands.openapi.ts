import { applyDecorators, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { jsonSchemaOf } from '#libs/events';
import { DescribeProblem } from '#libs/runtime';
import { COMMAND_BODIES, type CommandName } from './case-request.ts';
import { CASE_DETAIL, ETAG } from './case-schema.ts';
import { CASE_ID } from './cases.openapi.ts';

/** The route of a command, and what the OpenAPI document says of it. */
export function CaseCommandRoute(name: CommandName, summary: string): MethodDecorator {
  return applyDecorators(
    Post(name),
    HttpCode(HttpStatus.OK),
    ApiOperation({ summary, operationId: `${name}Case`, tags: ['cases'] }),
    ApiParam(CASE_ID),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The ETag of the case as it was read. Left out, the command is done whatever has happened meanwhile.',
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Names this one request. Sent again under the same key, it is not done again.',
    }),
    ApiBody({ required: true, schema: jsonSchemaOf(COMMAND_BODIES[name]) }),
    ApiResponse({
      status: 200,
      description: 'The case as it stands then; so it does when all was done already.',
      headers: { ETag: ETAG },
      content: { 'application/json': { schema: CASE_DETAIL } },
    }),
    DescribeProblem(400, 'The body or a header cannot be understood.'),
    DescribeProblem(404, 'There is no such case.'),
    DescribeProblem(409, 'The case is in no state for that.'),
    DescribeProblem(412, 'Somebody has changed the case since; the ETag of the answer says to which version.'),
    DescribeProblem(422, 'The Idempotency-Key was given for another command already.'),
  );
}
