import { parentPort, workerData } from 'node:worker_threads';
import { carryOut, type WorkDone, type WorkOrder } from './work-order.ts';

/** What a thread tells the one that started it. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'result'; readonly result: WorkDone<WorkOrder> };

function tell(message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin, windows do
  parentPort?.postMessage(message);
}

const result = await carryOut(workerData as WorkOrder, (done) => tell({ kind: 'progress', done }));
tell({ kind: 'result', result });
