import { takeSessionLock, type Database } from '#libs/postgres';

type Session = Awaited<ReturnType<Database['session']>>;

// Any number will do, as long as every reader uses the same one.
const LEADER_LOCK = 727_002;

/** A session that is silent for so long is taken for lost, in milliseconds: PostgreSQL may have given its lock to another. */
const SIGN_OF_LIFE = 2_000;

/**
 * Which of the readers merges panes and publishes: the one that holds a lock of PostgreSQL. The lock falls with its
 * connection, so a reader that dies is followed by another within one round.
 */
export class Leadership {
  private readonly database: Database;
  private session: Session | undefined;

  constructor(database: Database) {
    this.database = database;
  }

  /** Whether this reader leads, or has just come to lead. */
  async hold(): Promise<boolean> {
    if ((await this.session?.isAlive(SIGN_OF_LIFE)) === true) return true;
    await this.release();
    const session = await takeSessionLock(this.database, LEADER_LOCK);
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
