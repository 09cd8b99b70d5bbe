import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '#core/time';

/** Wakes a loop that waits. A ring that nobody waits for is kept for the next wait. */
export class Bell {
  private alarm = new AbortController();

  ring(): void {
    this.alarm.abort();
  }

  /** Waits for a ring, but not longer than that. */
  async wait(longest: Milliseconds): Promise<void> {
    await sleep(longest, undefined, { signal: this.alarm.signal }).catch(() => undefined);
    this.alarm = new AbortController();
  }
}
