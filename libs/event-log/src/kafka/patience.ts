import { LogUnavailable } from '../port.ts';
import { messageOf } from './kafka-errors.ts';

/** What the work is given: when to end, and where to leave its last error. */
export interface Patience {
  readonly over: AbortSignal;
  readonly note: (error: unknown) => void;
}

/**
 * Gives the work a limited time. It is told by the signal when that is over, and its last error, kept with `note`, goes
 * into the message.
 *
 * @throws LogUnavailable when the time is over; whatever the work throws before that.
 */
export async function withPatience<T>(
  what: string,
  milliseconds: number,
  work: (patience: Patience) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  let last: unknown;
  const unavailable = (): LogUnavailable => {
    const why = last === undefined ? '' : ` The last error: ${messageOf(last)}.`;
    return new LogUnavailable(`Kafka was out of reach for ${milliseconds} ms: ${what}.${why}`, { cause: last });
  };
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      over.abort();
      reject(unavailable());
    }, milliseconds);
  });
  const working = work({ over: over.signal, note: (error) => (last = error) });
  try {
    return await Promise.race([working, limit]);
  } finally {
    clearTimeout(timer);
    // Nobody listens to the work any more once the time was over.
    working.catch(() => undefined);
  }
}

/** Waits for something that may hang, such as a farewell to a broker that is away, but not for long. Never rejects. */
export async function atMost(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise.catch(() => undefined), limit]);
  clearTimeout(timer);
}
