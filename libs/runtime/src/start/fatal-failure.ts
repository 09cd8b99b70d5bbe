/** The first failure that the process cannot recover from. */
export class FatalFailure {
  /** Rejects with it. Never resolves. */
  readonly promise: Promise<never>;
  #reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    // Whoever waits for it hears of it; that nobody does for a moment must not end the process.
    this.promise.catch(() => undefined);
  }

  report(error: Error): void {
    this.#reject(error);
  }
}
