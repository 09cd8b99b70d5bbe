import { SingleBar } from 'cli-progress';
import type { Display } from './display.ts';

/** A bar that moves, for a terminal. */
export function barDisplay(stream: NodeJS.WriteStream): Display {
  const bar = new SingleBar({
    format: '{task} [{bar}] {percentage}% | {count} | {duration_formatted}',
    stream,
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  });
  let task: string | undefined;
  const show = (name: string, count: string, fraction: number) => {
    const value = Math.min(1000, Math.round(fraction * 1000));
    if (task === undefined) bar.start(1000, value, { task: name, count });
    else bar.update(value, { task: name, count });
    task = name;
  };
  return {
    note: (text) => {
      if (task !== undefined) bar.stop();
      task = undefined;
      stream.write(`${text}\n`);
    },
    reading: (rows, fraction) => {
      if (task !== 'sending') show('reading', `${rows} rows`, fraction);
    },
    sending: (events, fraction) => show('sending', `${events} events`, fraction),
    close: () => {
      if (task !== undefined) bar.stop();
      task = undefined;
    },
  };
}
