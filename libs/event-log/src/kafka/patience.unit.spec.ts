import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LogUnavailable } from '../port.ts';
import { atMost, withPatience } from './patience.ts';

describe('patience', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends with the last error that the work has noted, and tells the work', async () => {
    let told: AbortSignal | undefined;
    const waiting = withPatience('appending to t', 500, async ({ over, note }) => {
      told = over;
      note(new Error('no broker answers'));
      await new Promise(() => undefined);
    });
    const ended = expect(waiting).rejects.toThrow(
      new LogUnavailable('Kafka was out of reach for 500 ms: appending to t. The last error: no broker answers.'),
    );
    expect(told?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(500);
    await ended;
    expect(told?.aborted).toBe(true);
  });

  it('passes on what the work says in time, and leaves no timer', async () => {
    await expect(withPatience('x', 500, async () => 7)).resolves.toBe(7);
    await expect(withPatience('x', 500, async () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not wait longer for a farewell than it is worth', async () => {
    const waiting = atMost(500, new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(500);
    await expect(waiting).resolves.toBeUndefined();
    await expect(atMost(500, Promise.reject(new Error('gone')))).resolves.toBeUndefined();
  });
});
