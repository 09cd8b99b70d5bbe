import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { LogUnavailable } from '#libs/event-log';
import { isUnavailable } from '#libs/postgres';
import type { Logger } from '../tokens.ts';
import { PROBLEM_TYPE, type ProblemDocument } from './problem.ts';

interface Request {
  readonly url: string;
  readonly method: string;
}

interface Reply {
  readonly sent: boolean;
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}

/**
 * Answers every error with a problem document. What is the caller's doing is told in detail; what is ours is logged with
 * its stack and told in one general sentence.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const reply = host.switchToHttp().getResponse<Reply>();
    const problem = { ...describe(error), instance: request.url.split('?', 1)[0] ?? '' };
    if (problem.status >= 500) {
      this.#logger.error({ method: request.method, path: problem.instance, error }, 'a request failed');
    }
    // A stream that broke half-way has its status and headers out already.
    if (reply.sent) return;
    if (problem.status === 503) reply.header('retry-after', '5');
    reply.code(problem.status).header('content-type', PROBLEM_TYPE).send(JSON.stringify(problem));
  }
}

function describe(error: unknown): Omit<ProblemDocument, 'instance'> {
  if (error instanceof HttpException) {
    const { detail, errors } = Object(error.getResponse()) as Partial<ProblemDocument>;
    return { ...document(error.getStatus(), detail ?? error.message), ...(errors && { errors }) };
  }
  const status =
    error instanceof LogUnavailable || isUnavailable(error)
      ? 503
      : (Object(error) as { statusCode?: number }).statusCode;
  if (status === 503)
    return document(503, 'The event log or the database is out of reach for now. Try again in a few seconds.');
  // Fastify's own refusals: a body that is too large, a content type that nobody reads, a malformed URL.
  if (status !== undefined && status >= 400 && status < 500) return document(status, (error as Error).message);
  return document(500, 'Something failed inside Barometer. Its log tells what, under the same path.');
}

function document(status: number, detail: string) {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}
