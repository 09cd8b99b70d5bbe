import { Worker } from 'node:worker_threads';
import { carryOut, type WorkDone, type WorkOrder } from './work-order.ts';
import type { ThreadMessage } from './work-thread.ts';

/** Megabytes of young objects: a page's worth dies at once instead of being carried about by the garbage collector. */
const YOUNG_MEGABYTES = 96;

/** How the work is done. */
export interface Workforce {
  /** 1 works in this thread. */
  readonly threads: number;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/**
 * Does the work, a slice in each thread.
 *
 * @throws what the first thread that fails throws; the others are ended then, as they are when the signal is aborted
 */
export async function workInThreads<Order extends WorkOrder>(
  order: Omit<Order, 'slice'>,
  { threads, signal }: Workforce,
  onProgress: (done: number) => void,
): Promise<WorkDone<Order>[]> {
  const sliced = (nr: number) => ({ ...order, slice: { nr, of: threads } }) as Order;
  if (threads === 1) {
    return [
      await carryOut(sliced(0), (done) => {
        signal.throwIfAborted();
        onProgress(done);
      }),
    ];
  }
  const workers = Array.from({ length: threads }, (_, nr) => startThread(sliced(nr)));
  const endAll = () => Promise.all(workers.map((worker) => worker.terminate()));
  const end = () => void endAll();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.all(workers.map((worker) => resultOf<Order>(worker, onProgress)));
  } finally {
    signal.removeEventListener('abort', end);
    await endAll();
    signal.throwIfAborted();
  }
}

function startThread(order: WorkOrder): Worker {
  return new Worker(new URL('./work-thread.js', import.meta.url), {
    workerData: order,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
}

function resultOf<Order extends WorkOrder>(
  worker: Worker,
  onProgress: (done: number) => void,
): Promise<WorkDone<Order>> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'progress') onProgress(message.done);
      else resolve(message.result as WorkDone<Order>);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a building thread ended before its work was done')));
  });
}
