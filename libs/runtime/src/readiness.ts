/** Why a part is not ready, in one sentence for the operator, or `undefined` when it is. */
export type ReadinessCheck = () => string | undefined | Promise<string | undefined>;

export interface ReadinessReport {
  readonly ready: boolean;
  /** One entry per check: `ok`, or the sentence that says what is missing. */
  readonly checks: Readonly<Record<string, string>>;
}

/**
 * The list of what must be true before traffic is sent here. Services add their own checks at start; the runtime adds
 * the database and every consumer.
 */
export class Readiness {
  readonly #checks = new Map<string, ReadinessCheck>();
  #started = false;

  /** Whether everything has been ready once. */
  get started(): boolean {
    return this.#started;
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
