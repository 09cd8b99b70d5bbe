import type { z } from 'zod';
import { LONGEST_VALUE } from '../limits.ts';
import { jsonSchemaOf, type Dialect, type JsonSchema } from '../json-schema.ts';

const text = (description: string): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength: LONGEST_VALUE,
  description,
});
const time = (description: string): JsonSchema => ({ type: 'string', format: 'date-time', description });

/** The attributes of an event of a type, as schemas by name, and which of them must be there. */
export function attributeSchemas(type: string) {
  return {
    properties: {
      specversion: { type: 'string', enum: ['1.0'] },
      id: text('Names the event within its source. The same id again is the same event again and counts once.'),
      source: text('Who says so, as a URI reference.'),
      type: { type: 'string', enum: [type] },
      subject: text('The response, ticket, KPI, alert or case that it speaks of.'),
      time: time('When it happened.'),
      recordedtime: time('When it became known. Left out, the log takes the time of its arrival.'),
    },
    required: ['specversion', 'id', 'source', 'type'],
  };
}

/** The schema of a whole event in CloudEvents' JSON format. */
export function eventSchemaOf(
  type: { readonly type: string; readonly schema: z.ZodType },
  dialect: Dialect,
): JsonSchema {
  const { properties, required } = attributeSchemas(type.type);
  return {
    type: 'object',
    title: type.type,
    properties: {
      ...properties,
      datacontenttype: { type: 'string', enum: ['application/json'] },
      data: jsonSchemaOf(type.schema, dialect),
    },
    required: [...required, 'data'],
  };
}
