/** Steps that undo what was opened, run in the opposite order. */
export class LastInFirstOut {
  readonly #steps: (() => Promise<void>)[] = [];
  #closed: Promise<void> | undefined;

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Runs every step, also after one has failed, and then throws the first failure. Later calls await the same run. */
  close(): Promise<void> {
    return (this.#closed ??= this.#run());
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
