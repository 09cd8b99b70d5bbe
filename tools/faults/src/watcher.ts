import { SingleBar } from 'cli-progress';
import type { Watcher } from './campaign.ts';

/** A bar in a terminal, lines elsewhere. */
export function watcherFor(stream: NodeJS.WriteStream): Watcher & { close(): void } {
  return stream.isTTY ? barWatcher(stream) : lineWatcher(stream);
}

function barWatcher(stream: NodeJS.WriteStream): Watcher & { close(): void } {
  const bar = new SingleBar({
    format: '{phase} [{bar}] {percentage}% | {events} events | {fault}',
    stream,
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  });
  const shown = { phase: 'starting', events: 0, fault: '' };
  bar.start(1_000, 0, shown);
  return {
    phase(name) {
      shown.phase = name;
      shown.fault = '';
      bar.update(shown);
    },
    sent(events, progress) {
      shown.events = events;
      bar.update(Math.round(progress * 1_000), shown);
    },
    fault(name) {
      shown.fault = name;
      bar.update(shown);
    },
    close: () => bar.stop(),
  };
}

function lineWatcher(stream: NodeJS.WriteStream): Watcher & { close(): void } {
  const begun = Date.now();
  let events = 0;
  const say = (what: string) =>
    void stream.write(
      `${String(Math.round((Date.now() - begun) / 1000)).padStart(5)} s  ${String(events).padStart(7)} events  ${what}\n`,
    );
  return {
    phase: say,
    sent: (count) => void (events = count),
    fault: say,
    close: () => undefined,
  };
}
