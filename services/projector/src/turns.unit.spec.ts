import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('lets no more than so many go on at once, in the order they came, also past a failure', async () => {
  const turns = new Turns(2);
  const finish: (() => void)[] = [];
  const begun: number[] = [];
  const work = (nr: number) =>
    turns.take(async () => {
      begun.push(nr);
      await new Promise<void>((resolve) => finish.push(resolve));
      if (nr === 0) throw new Error('the first one fails');
      return nr;
    });
  const results = Promise.allSettled([0, 1, 2, 3].map(work));
  await settled();
  expect(begun).toEqual([0, 1]);
  finish.shift()?.();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  finish.shift()?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const end of finish) end();
  expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
