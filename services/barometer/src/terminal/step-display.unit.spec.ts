import { expect, it } from 'vitest';
import { lineSteps } from './step-display.ts';

it('writes a line when a step begins, and one every two seconds while it goes on', () => {
  const lines: string[] = [];
  let now = 0;
  const display = lineSteps(
    (line) => lines.push(line),
    () => now,
  );
  display.step('folding', 0, 2_000, 'events');
  now = 1_999;
  display.step('folding', 900, 2_000, 'events');
  now = 2_000;
  display.step('folding', 1_000, 2_000, 'events');
  display.step('comparing', 0, 0, '');
  expect(lines).toEqual(['folding: 0 of 2,000 events (0 %)', 'folding: 1,000 of 2,000 events (50 %)', 'comparing']);
});
