/** Wakes whoever waits. A ring that nobody waits for is kept for the next one. */
export class Doorbell {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Waits for a ring, but not longer than `milliseconds`, nor beyond the signal. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.rung) {
      await pause(milliseconds, signal, (wake) => {
        this.wake = wake;
      });
    }
    this.wake = undefined;
    this.rung = false;
  }
}

/** Waits, but not beyond the signal. Unlike the one of node:timers it resolves either way. */
export async function pause(
  milliseconds: number,
  signal: AbortSignal,
  onStart: (wake: () => void) => void = () => undefined,
): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    onStart(end);
  });
}
