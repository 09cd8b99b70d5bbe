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

/** An answer in JSON. */
export function answer(description: string, schema: object) {
  return ApiResponse({ status: 200, description, content: { 'application/json': { schema } } });
}
