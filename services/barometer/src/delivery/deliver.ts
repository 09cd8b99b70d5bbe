import type { RefusedEvent } from './intake-answer.ts';

/** A batch that the server has taken, and what it refused of it. */
export interface Acknowledged<T> {
  readonly batch: readonly T[];
  readonly refused: readonly RefusedEvent[];
}

/** Cuts a stream into batches; the last one may be shorter. */
export async function* batchesOf<T>(items: AsyncIterable<T>, length: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === length) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/**
 * Posts batches with several requests in flight, so that the server never waits for the next one. Acknowledgements come
 * in the order of the batches: when one is handed out, everything before it is durable too.
 */
export async function* deliver<T>(
  batches: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
  post: (batch: readonly T[]) => Promise<readonly RefusedEvent[]>,
  inFlight: number,
): AsyncGenerator<Acknowledged<T>> {
  const pending: Promise<Acknowledged<T>>[] = [];
  for await (const batch of batches) {
    const posted = post(batch).then((refused) => ({ batch, refused }));
    // Awaited in its turn below; until then a failure must not count as unhandled.
    posted.catch(() => {});
    pending.push(posted);
    if (pending.length >= inFlight) yield await (pending.shift() as Promise<Acknowledged<T>>);
  }
  for (const posted of pending) yield await posted;
}
