import { setTimeout as sleep } from 'node:timers/promises';
import { holdAs, type Database } from '#libs/postgres';

const AGAIN_AFTER = 500;
const SIGN_OF_LIFE_EVERY = 1_000;
const SIGN_OF_LIFE = 2_000;
const NUMBERS = 2 ** 31;

/**
 * Shows the other relays that this process lives, by a lock of PostgreSQL that falls with its connection. What a process
 * had in hand when it died is then taken over in seconds instead of at the end of a long lease.
 */
export class Holding {
  private readonly database: Database;
  private readonly number: number;
  private readonly stopped = new AbortController();
  private isShown = false;

  /** @param random gives numbers from 0 to below 1 */
  constructor(database: Database, random: () => number) {
    this.database = database;
    this.number = Math.floor(random() * NUMBERS);
  }

  /** The number to take messages under; `undefined` while nobody could see that this process lives. */
  get holder(): number | undefined {
    return this.isShown ? this.number : undefined;
  }

  /** Shows it until stopped, on a new connection whenever one is lost. Never rejects. */
  async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      // Without the lock the lease decides, as it would with a database that is away.
      await this.show(signal).catch(() => undefined);
      this.isShown = false;
      await pause(AGAIN_AFTER, signal);
    }
  }

  stop(): void {
    this.stopped.abort();
  }

  private async show(signal: AbortSignal): Promise<void> {
    const session = await this.database.session();
    try {
      this.isShown = await holdAs(session, this.number);
      while (this.isShown && !signal.aborted && (await session.isAlive(SIGN_OF_LIFE))) {
        await pause(SIGN_OF_LIFE_EVERY, signal);
      }
    } finally {
      await session.release();
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
