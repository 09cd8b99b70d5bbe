/** The rhythm of a loop: one beat at most every so often, and pauses that end at once when the loop is to stop. */
export class Pulse {
  private ended = false;
  private readonly end: Promise<void>;
  private endNow: () => void = () => undefined;
  private last = -Infinity;

  constructor() {
    this.end = new Promise((resolve) => {
      this.endNow = resolve;
    });
  }

  get stopped(): boolean {
    return this.ended;
  }

  /** Waits until `interval` milliseconds after the last beat. */
  async beat(interval: number): Promise<void> {
    await this.pause(this.last + interval - performance.now());
    this.last = performance.now();
  }

  /** Waits so many milliseconds, or until the loop is to stop. */
  async pause(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, milliseconds));
    });
    await Promise.race([passed, this.end]);
    clearTimeout(timer);
  }

  stop(): void {
    this.ended = true;
    this.endNow();
  }
}
