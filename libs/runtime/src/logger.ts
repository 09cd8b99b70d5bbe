import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { LogLevel } from '#libs/config';
import type { Logger } from './tokens.ts';

/** Logs JSON lines to standard output: `level`, `time`, the fields, `msg`. */
export function createLogger(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Both words are in use for the same thing; either way the stack is kept.
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
  });
}

/** Nest's own messages, in our log: routine ones only when debugging. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, context?: unknown): void {
    this.#logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.#logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    const place = context ?? stack;
    // What fails while the application starts is thrown to us as well, and told once.
    if (place === 'NestApplication') this.#logger.debug({ context: place }, String(message));
    else this.#logger.error({ context, stack }, String(message));
  }
}
