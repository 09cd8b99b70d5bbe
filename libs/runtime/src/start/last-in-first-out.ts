interface Step {
  readonly part: string;
  readonly undo: () => Promise<void>;
}

/** Steps that undo what was opened, run in the opposite order. */
export class LastInFirstOut {
  readonly #steps: Step[] = [];
  #closed: Promise<void> | undefined;
  #closing: string | undefined;

  /** @param part what is closed by it, as a person would call it */
  add(part: string, undo: () => Promise<void>): void {
    this.#steps.push({ part, undo });
  }

  /** What is being closed at the moment; `undefined` before and afterwards. */
  get closing(): string | undefined {
    return this.#closing;
  }

  /** Runs every step, also after one has failed, and then throws the first failure. Later calls await the same run. */
  close(): Promise<void> {
    return (this.#closed ??= this.#run());
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const { part, undo } of this.#steps.reverse()) {
      this.#closing = part;
      await undo().catch((error: unknown) => failures.push(error));
    }
    this.#closing = undefined;
    if (failures.length > 0) throw failures[0];
  }
}
