import { createRequire } from 'node:module';

/** What is touched of kafkajs' request queue. */
export interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests: () => void;
  scheduleCheckPendingRequests: () => void;
}

const LOOK_AGAIN = 10;

/** The class inside kafkajs 2.2.4, the version that package.json pins. */
export function requestQueueOfKafkajs(): { prototype: RequestQueue } {
  const require = createRequire(import.meta.url);
  return require('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
}

/**
 * kafkajs looks for waiting requests about 800 times a second on every connection, also when there are none: it sets a
 * timer to a moment long past, which Node 24 counts as 1 ms and warns of (kafkajs issues 1704 and 1751). That costs 5 %
 * of a processor core while idle. This replaces the one method: no timer without a waiting request, none in the past.
 *
 * @throws Error when kafkajs is no longer built as expected, rather than to run without the cure unnoticed.
 */
export function cureIdleLoop(): void {
  const { prototype } = requestQueueOfKafkajs();
  if (typeof prototype.scheduleCheckPendingRequests !== 'function') {
    throw new Error(
      'kafkajs has changed inside: look whether its idle loop (issue 1751) is cured, and drop idle-loop.ts.',
    );
  }
  prototype.scheduleCheckPendingRequests = scheduleCheck;
}

function scheduleCheck(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const throttled = this.throttledUntil - Date.now();
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    throttled > 0 ? throttled : LOOK_AGAIN,
  );
}
