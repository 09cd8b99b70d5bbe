import { SingleBar } from 'cli-progress';

/** What long work shows of itself while it runs. */
export interface StepDisplay {
  /** `done` of `total` of a step are done; `unit` names what is counted. A step without parts has a total of 0. */
  step(name: string, done: number, total: number, unit: string): void;
  /** Something that a person should read now. */
  note(text: string): void;
  close(): void;
}

/** A bar that moves on a terminal, and plain lines now and then in a file or a pipe. */
export function stepDisplay(stream: NodeJS.WriteStream, now: () => number): StepDisplay {
  return stream.isTTY ? barSteps(stream) : lineSteps((line) => void stream.write(`${line}\n`), now);
}

function barSteps(stream: NodeJS.WriteStream): StepDisplay {
  const bar = new SingleBar({
    format: '{step} [{bar}] {percentage}% | {count} | {duration_formatted}',
    stream,
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  });
  let shown: string | undefined;
  const close = () => {
    if (shown !== undefined) bar.stop();
    shown = undefined;
  };
  return {
    step(name, done, total, unit) {
      const texts = { step: name, count: countOf(done, total, unit) };
      const share = Math.round(1000 * shareOf(done, total));
      if (name === shown) bar.update(share, texts);
      else {
        close();
        bar.start(1000, share, texts);
        shown = name;
      }
    },
    note(text) {
      close();
      stream.write(`${text}\n`);
    },
    close,
  };
}

/** Milliseconds between two lines of one step. */
const EVERY = 2_000;

/** Plain lines: one when a step begins, and now and then while it goes on. */
export function lineSteps(write: (line: string) => void, now: () => number): StepDisplay {
  let shown: string | undefined;
  let last = -Infinity;
  return {
    step(name, done, total, unit) {
      if (name === shown && now() - last < EVERY) return;
      [shown, last] = [name, now()];
      const percent = Math.floor(100 * shareOf(done, total));
      write(total === 0 ? name : `${name}: ${countOf(done, total, unit)} (${percent} %)`);
    },
    note: write,
    close: () => undefined,
  };
}

function countOf(done: number, total: number, unit: string): string {
  return total === 0 ? '' : `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} ${unit}`;
}

function shareOf(done: number, total: number): number {
  return total === 0 ? 0 : Math.min(1, done / total);
}
