import { describe, expect, it } from 'vitest';

import { Doorbell, pause } from './doorbell.ts';
import { growingDelay } from './growing-delay.ts';

const never = new AbortController().signal;

async function took(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

describe('a doorbell', () => {
  it('keeps a ring that came before anybody waited, once', async () => {
    const bell = new Doorbell();
    bell.ring();
    bell.ring();
    expect(await took(async () => bell.wait(5_000, never))).toBeLessThan(1_000);
    expect(await took(async () => bell.wait(50, never))).toBeGreaterThan(40);
  });

  it('wakes whoever waits, and so does the signal', async () => {
    const bell = new Doorbell();
    setTimeout(() => bell.ring(), 10);
    expect(await took(async () => bell.wait(5_000, never))).toBeLessThan(1_000);
    expect(await took(async () => bell.wait(5_000, AbortSignal.timeout(10)))).toBeLessThan(1_000);
    expect(await took(async () => pause(5_000, AbortSignal.abort()))).toBeLessThan(1_000);
  });
});

describe('a growing delay', () => {
  it('doubles up to its limit, however often it failed', () => {
    const delays = [1, 2, 3, 4, 5, 5_000].map((failures) => growingDelay(failures, { first: 200, longest: 1_000 }));
    expect(delays).toEqual([200, 400, 800, 1_000, 1_000, 1_000]);
  });
});
