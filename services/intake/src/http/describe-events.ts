import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import { eventSchemaOf, REJECTION_REASONS, SENT_TYPES } from '#libs/events';
import { DescribeProblem } from '#libs/runtime';

const DESCRIPTION = `Each event is a CloudEvent 1.0; the same \`source\` and \`id\` again is the same event and counts once.
Wrong events spoil nothing: the right ones beside them are accepted, and every event has its own result. 202 is answered when the
accepted events are durable. In binary mode the attributes stand in headers (\`ce-id\`, \`ce-source\`, \`ce-type\`,
\`ce-specversion\`, \`ce-time\`, \`ce-recordedtime\`), and the body is the event's data as application/json.`;

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const BODY = '#/paths/~1v1~1events/post/requestBody/content/application~1cloudevents+json/schema';

const event = { anyOf: SENT_TYPES.map((type) => eventSchemaOf(type, 'draft-2020-12')) } as Schema;
const eventReference = { $ref: BODY };
const batch: Schema = { type: 'array', minItems: 1, items: eventReference };

const requestBody = {
  required: true,
  content: {
    'application/cloudevents+json': { schema: event },
    'application/cloudevents-batch+json': { schema: batch },
    'application/json': { schema: { anyOf: [eventReference, batch, { type: 'object', description: 'Binary mode.' }] } },
    'application/x-ndjson': {
      schema: { type: 'string', description: 'One event a line. Empty lines are passed over.' },
    },
  },
};

const results: Schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['status'],
    properties: {
      index: { type: 'integer', minimum: 0, description: 'The place in the batch.' },
      line: { type: 'integer', minimum: 1, description: 'The line, of NDJSON.' },
      id: { type: 'string' },
      source: { type: 'string' },
      status: { type: 'integer', enum: [202, 400] },
      reason: { type: 'string', enum: [...REJECTION_REASONS] },
      problems: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'message'],
          properties: {
            path: { type: 'string', description: 'Such as data.answers[1].score; empty for the whole event.' },
            message: { type: 'string' },
          },
        },
      },
    },
  },
};

const counts: Record<string, Schema> = {
  accepted: { type: 'integer', minimum: 0 },
  rejected: { type: 'integer', minimum: 0 },
};

const answer: Schema = {
  type: 'object',
  required: ['accepted', 'rejected', 'results'],
  properties: { ...counts, results },
};

/** A refusal; `extended` when it may carry a result per event. */
const refusal = (status: number, description: string, extended = false) =>
  DescribeProblem(status, description, extended ? { ...counts, results } : {});

/** Describes `POST /v1/events` in the OpenAPI document, with the schemas that the decoder itself reads by. */
export function DescribeEvents(): MethodDecorator {
  return applyDecorators(
    ApiTags('events'),
    ApiOperation({
      operationId: 'takeEvents',
      summary: 'Take events in: one, an array, or one a line.',
      description: DESCRIPTION,
      requestBody,
    }),
    ApiResponse({
      status: 202,
      description: 'At least one event was accepted.',
      content: { 'application/json': { schema: answer } },
    }),
    refusal(400, 'No event was accepted, or the body cannot be read.', true),
    refusal(413, 'The body is too large, or holds too many events.'),
    refusal(415, 'The content type is none of those above, or the body is compressed.'),
    refusal(503, 'The event log is out of reach. Send the same events again after the seconds in Retry-After.'),
  );
}
