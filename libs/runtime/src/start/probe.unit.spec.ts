import { expect, test } from 'vitest';
import { probeOf } from './probe.ts';

test('tells why the other system is away, and when it is back', async () => {
  let away: Error | undefined;
  const check = probeOf(async () => {
    if (away !== undefined) throw away;
  });
  expect(await check()).toBeUndefined();
  away = new Error('connection refused');
  expect(await check()).toBe('connection refused');
  away = undefined;
  expect(await check()).toBeUndefined();
});

test('does not wait for ever, nor ask again before there was an answer', async () => {
  const answers: ((error: Error) => void)[] = [];
  const check = probeOf(() => new Promise((_, reject) => answers.push(reject)), 10);
  expect(await check()).toBe('no answer within 0.01 s');
  expect(await check()).toBe('no answer within 0.01 s');
  expect(answers).toHaveLength(1);
  const verdict = check();
  answers[0]?.(new Error('gave up'));
  expect(await verdict).toBe('gave up');
  expect(await check()).toBe('gave up');
  expect(answers).toHaveLength(2);
});
