import { createRequire } from 'node:module';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { cureIdleLoop, requestQueueOfKafkajs, type RequestQueue } from './idle-loop.ts';

describe('the cure of the idle loop', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fits the version of kafkajs that is installed', () => {
    const { version } = createRequire(import.meta.url)('kafkajs/package.json') as { version: string };
    expect(version).toBe('2.2.4');
    expect(requestQueueOfKafkajs().prototype.scheduleCheckPendingRequests).toBeTypeOf('function');
    expect(requestQueueOfKafkajs().prototype.checkPendingRequests).toBeTypeOf('function');
  });

  it.each([
    ['sets no timer when nothing waits', [], -1, undefined],
    ['looks again soon when a request waits', ['request'], -1, 10],
    ['waits as long as the broker asked for', ['request'], 250, 250],
  ])('%s', (_, pending, throttled, delay) => {
    cureIdleLoop();
    const queue = Object.create(requestQueueOfKafkajs().prototype) as RequestQueue;
    const checked = vi.fn();
    Object.assign(queue, {
      pending,
      throttledUntil: throttled === -1 ? -1 : Date.now() + throttled,
      throttleCheckTimeoutId: null,
      checkPendingRequests: checked,
    });
    queue.scheduleCheckPendingRequests();
    queue.scheduleCheckPendingRequests();
    expect(vi.getTimerCount()).toBe(delay === undefined ? 0 : 1);
    vi.advanceTimersByTime((delay ?? 1_000) - 1);
    expect(checked).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(checked).toHaveBeenCalledTimes(delay === undefined ? 0 : 1);
  });
});
