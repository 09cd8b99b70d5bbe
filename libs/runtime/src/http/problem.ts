import { HttpException, type HttpStatus } from '@nestjs/common';

/** One thing that is wrong with a request, and where. */
export interface ProblemItem {
  /** JSON path of the field, such as `answers[1].score`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** An error as the HTTP interface answers it: RFC 9457, `application/problem+json`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path that was asked for. */
  readonly instance: string;
  readonly errors?: readonly ProblemItem[];
}

export const PROBLEM_TYPE = 'application/problem+json';

/**
 * A request that cannot be answered as asked. Throw it from a controller; the caller gets a problem document. Any of
 * Nest's own exceptions with `{ detail, errors }` as its response does the same.
 */
export class RequestProblem extends HttpException {
  /** @param detail what is wrong and what to do, for a person. */
  constructor(status: HttpStatus, detail: string, errors: readonly ProblemItem[] = []) {
    super({ detail, ...(errors.length > 0 && { errors }) }, status);
  }
}
