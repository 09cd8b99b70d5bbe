/** How long the steps of a piece of work took. */
export class StepTimes {
  /** Milliseconds by step, in the order in which they were taken. */
  readonly all = new Map<string, number>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  async take<T>(step: string, work: () => Promise<T>): Promise<T> {
    const begun = this.now();
    try {
      return await work();
    } finally {
      this.all.set(step, this.now() - begun);
    }
  }
}
