import type { Display } from './display.ts';

/** Milliseconds between two lines of progress. */
const EVERY = 2_000;

/** Plain lines now and then, for a log file or a pipe. */
export function lineDisplay(write: (line: string) => void, now: () => number): Display {
  let last = now();
  const report = (task: string, count: string, fraction: number) => {
    if (now() - last < EVERY) return;
    last = now();
    write(`${task}: ${count} (${Math.floor(Math.min(1, fraction) * 100)} %)`);
  };
  return {
    note: write,
    reading: (rows, fraction) => report('reading', `${rows} rows`, fraction),
    sending: (events, fraction) => report('sending', `${events} events`, fraction),
    close: () => {},
  };
}
