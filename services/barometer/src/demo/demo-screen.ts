import type { Display } from '../delivery/display.ts';
import type { LiveArea } from '../terminal/live-area.ts';
import type { ReceivedAlert } from './webhook-receiver.ts';

/** How often a snapshot of the table is written where it cannot be drawn over, in milliseconds. */
const SNAPSHOT_EVERY = 10_000;

/** What the demo shows while it runs: lines, alerts, and the table of KPIs below them. */
export class DemoScreen {
  readonly #area: LiveArea;
  readonly #now: () => number;
  /** When the past was sent; until then all is past. */
  #liveSince = Infinity;
  #lastSnapshot = 0;
  #alerts = { past: 0, live: 0 };

  constructor(area: LiveArea, now: () => number) {
    this.#area = area;
    this.#now = now;
  }

  get alerts(): { readonly past: number; readonly live: number } {
    return this.#alerts;
  }

  say(text: string): void {
    this.#area.line(text);
  }

  /** Every alert is counted; those of the past come by the hundred and are not shown one by one. */
  alert({ at, severity, state, summary }: ReceivedAlert): void {
    if (state !== 'firing') return;
    const live = Date.parse(at) >= this.#liveSince;
    this.#alerts[live ? 'live' : 'past'] += 1;
    if (live) this.say(`  ${at.slice(11, 19)}  ${severity.padEnd(8)}  ${summary}`);
  }

  table(text: string): void {
    if (this.#area.redraws) this.#area.draw(text);
    else if (this.#now() >= this.#liveSince && this.#now() - this.#lastSnapshot >= SNAPSHOT_EVERY) {
      this.#lastSnapshot = this.#now();
      this.say(text);
    }
  }

  /** For the simulation, which tells by a note that the past is sent. */
  readonly progress: Display = {
    note: (text) => {
      this.#liveSince = this.#now();
      this.#area.clear();
      this.say(text);
    },
    reading: () => undefined,
    sending: (events, fraction) => {
      if (this.#liveSince === Infinity)
        this.#area.draw(`Sending the past: ${events} events, ${Math.floor(fraction * 100)} %`);
    },
    close: () => undefined,
  };

  /** Leaves the last table standing and goes back to plain lines. */
  end(table: string): void {
    this.#area.clear();
    this.say(table);
  }
}
