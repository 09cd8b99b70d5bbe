import { setTimeout as sleep } from 'node:timers/promises';
import { OUTBOX_CHANNEL, type Database } from '#libs/postgres';
import type { Logger } from '#libs/runtime';

/** Relays look for themselves meanwhile, so a lost connection costs a little delay and nothing else. */
const RECONNECT_AFTER = 1_000;

/** A session that only listens would not notice that the network has forgotten it. */
const SIGN_OF_LIFE_EVERY = 10_000;
const SIGN_OF_LIFE = 2_000;

/** Hears at once, from every process, that the outbox has grown. */
export class OutboxListener {
  private readonly database: Database;
  private readonly logger: Logger;
  private readonly heard: () => void;
  private readonly stopped = new AbortController();

  constructor(database: Database, logger: Logger, heard: () => void) {
    this.database = database;
    this.logger = logger;
    this.heard = heard;
  }

  /** Listens until stopped, on a new connection whenever one is lost. Never rejects. */
  async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await this.listen(signal).catch((error: unknown) =>
        this.logger.warn(
          { error },
          'cannot hear of new messages in the outbox for now; they are looked for every second',
        ),
      );
      await sleep(RECONNECT_AFTER, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.stopped.abort();
  }

  /** @returns when the connection was lost, or the listener stopped */
  private async listen(signal: AbortSignal): Promise<void> {
    const session = await this.database.session();
    const over = new AbortController();
    session.onLost(() => over.abort());
    signal.addEventListener('abort', () => over.abort(), { once: true });
    try {
      await session.listen(OUTBOX_CHANNEL, this.heard);
      // What was written between two connections was announced to nobody.
      this.heard();
      while (!signal.aborted && !over.signal.aborted) {
        await sleep(SIGN_OF_LIFE_EVERY, undefined, { signal: over.signal }).catch(() => undefined);
        if (!signal.aborted) await session.isAlive(SIGN_OF_LIFE);
      }
    } finally {
      await session.release();
    }
  }
}
