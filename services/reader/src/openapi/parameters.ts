import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import { DIMENSIONS } from '#core/segments';

/** A query parameter of a document, always a text. */
export function query(name: string, description: string, example?: string, required = false) {
  return ApiQuery({
    name,
    description,
    required,
    schema: { type: 'string', ...(example === undefined ? {} : { example }) },
  });
}

/** The filters by dimension that every question takes. */
export function dimensionFilters() {
  return applyDecorators(...DIMENSIONS.map((dimension) => query(dimension, `Only facts whose ${dimension} is this.`)));
}

/** A problem document for this status. */
export function problem(status: number, description: string) {
  return ApiResponse({
    status,
    description,
    content: {
      'application/problem+json': {
        schema: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail', 'instance'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'message'],
                properties: { path: { type: 'string' }, message: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  });
}

/** An answer in JSON. */
export function answer(description: string, schema: object) {
  return ApiResponse({ status: 200, description, content: { 'application/json': { schema } } });
}
