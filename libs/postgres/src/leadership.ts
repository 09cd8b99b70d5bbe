import type { Database } from './database.ts';
import { takeSessionLock } from './session-lock.ts';
import type { Session } from './session.ts';

/** A session that is silent for so long is taken for lost, in milliseconds: PostgreSQL may have given its lock to another. */
const SIGN_OF_LIFE = 2_000;

/**
 * Which of several processes does what one must do alone: the one that holds a lock of PostgreSQL. The lock falls with
 * its connection, so a process that dies is followed by another as soon as that asks.
 */
export class Leadership {
  private readonly database: Database;
  private readonly lock: number;
  private session: Session | undefined;

  /** @param lock one of the numbers that this product keeps for itself, the same in all the processes */
  constructor(database: Database, lock: number) {
    this.database = database;
    this.lock = lock;
  }

  /** Whether this process leads, or has just come to lead. */
  async hold(): Promise<boolean> {
    if ((await this.session?.isAlive(SIGN_OF_LIFE)) === true) return true;
    await this.release();
    const session = await takeSessionLock(this.database, this.lock);
    if (session === undefined) return false;
    session.onLost(() => {
      this.session = undefined;
      void session.release();
    });
    this.session = session;
    return true;
  }

  get isHeld(): boolean {
    return this.session !== undefined;
  }

  async release(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    await session?.release();
  }
}
