/** Why a part is not ready, in one sentence for the operator, or `undefined` when it is. */
export type ReadinessCheck = () => string | undefined | Promise<string | undefined>;

export interface ReadinessReport {
  readonly ready: boolean;
  /** One entry per check: `ok`, or the sentence that says what is missing. */
  readonly checks: Readonly<Record<string, string>>;
}

/**
 * What probes ask. The list of what must be true before traffic is sent here: services add their own checks at start, the
 * runtime adds the database, the event log and every consumer. And whether the process can still recover by itself.
 */
export class Readiness {
  readonly #checks = new Map<string, ReadinessCheck>();
  #started = false;
  #failure: Error | undefined;

  /** Whether everything has been ready once. */
  get started(): boolean {
    return this.#started;
  }

  /** What only a new process can put right; `undefined` as long as this one can go on. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** A part has failed for good: from now on the process is neither ready nor live. The first failure stays. */
  giveUp(failure: Error): void {
    this.#failure ??= failure;
  }

  /** Adds a check, or replaces the one of the same name. A check that throws counts as not ready. */
  register(name: string, check: ReadinessCheck): void {
    this.#checks.set(name, check);
  }

  /** Asks every check at once. */
  async report(): Promise<ReadinessReport> {
    const entries = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await verdict(check)] as const),
    );
    if (this.#failure !== undefined) entries.push(['process', this.#failure.message]);
    const ready = entries.every(([, verdict]) => verdict === 'ok');
    this.#started ||= ready;
    return { ready, checks: Object.fromEntries(entries) };
  }
}

async function verdict(check: ReadinessCheck): Promise<string> {
  try {
    return (await check()) ?? 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
