import type { Readable, Writable } from 'node:stream';
import type { Notification, PoolClient, QueryResultRow } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Whether the connection did not answer in time: whatever is asked of it next would not be answered either. */
export function isDeaf(error: unknown): boolean {
  return (error as Error | undefined)?.message === 'Query read timeout';
}

const FAREWELL = 2_000;

/** A dedicated connection: notifications and advisory locks live as long as it does. */
export class Session {
  private readonly client: PoolClient;
  private readonly giveBack: (broken: boolean) => void;
  private readonly listeners = new Map<string, (payload: string) => void>();
  private lost: ((error: Error) => void)[] = [];
  private released = false;
  private isBroken = false;

  /** @param giveBack takes the connection, which may be fit for nothing any more */
  constructor(client: PoolClient, giveBack: (broken: boolean) => void) {
    this.client = client;
    this.giveBack = giveBack;
    client.on('notification', this.onNotification);
    client.on('error', this.onError);
    client.on('end', this.onEnd);
  }

  async query<Row extends QueryResultRow>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, [...parameters])).rows;
  }

  /** The bytes of a `COPY … TO STDOUT`, in pieces of any length. Nothing else can be asked until it has ended. */
  copyOut(sql: string): Readable {
    return this.client.query(copyTo(sql));
  }

  /** Takes the bytes for a `COPY … FROM STDIN`. Nothing else can be asked until it has ended. */
  copyIn(sql: string): Writable {
    return this.client.query(copyFrom(sql));
  }

  /** Calls `heard` with the payload of every notification on the channel, from now on. */
  async listen(channel: string, heard: (payload: string) => void): Promise<void> {
    this.listeners.set(channel, heard);
    await this.client.query(`LISTEN ${this.client.escapeIdentifier(channel)}`);
  }

  /**
   * Asks for a sign of life. A session that gives none in time is lost: a network that has forgotten a connection tells
   * neither side, and the server has long given its locks to others.
   *
   * @param within in milliseconds
   */
  async isAlive(within: number): Promise<boolean> {
    await this.say('SELECT 1', within).catch((error: unknown) => this.onError(error as Error));
    return !this.isBroken;
  }

  /** Calls back once when the connection is lost: its locks are gone and nothing more will be heard. */
  onLost(callback: (error: Error) => void): void {
    this.lost.push(callback);
  }

  /** Gives the connection back, without its locks and listeners. Safe to call twice, also after it was lost. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    this.lost = [];
    if (!this.isBroken) await this.clean();
    this.client.off('notification', this.onNotification);
    this.client.off('end', this.onEnd);
    this.client.off('error', this.onError);
    this.giveBack(this.isBroken);
  }

  /** Ends the connection, in the middle of whatever it does: the server rolls that back. Safe to call twice. */
  discard(): void {
    if (this.released) return;
    this.released = true;
    this.lost = [];
    this.client.off('notification', this.onNotification);
    this.client.off('end', this.onEnd);
    this.client.off('error', this.onError);
    this.giveBack(true);
  }

  /** @param within how long the answer may take, in milliseconds */
  private async say(text: string, within: number): Promise<void> {
    const limited = { text, query_timeout: within };
    await this.client.query(limited);
  }

  private async clean(): Promise<void> {
    try {
      // Not in the time of any question: whoever stops cannot wait so long for a connection that may have been forgotten.
      await this.say('UNLISTEN *', FAREWELL);
      await this.say('SELECT pg_advisory_unlock_all()', FAREWELL);
    } catch {
      // With its locks and listeners it must not go to the next user.
      this.isBroken = true;
    }
  }

  private readonly onNotification = (message: Notification): void => {
    this.listeners.get(message.channel)?.(message.payload ?? '');
  };

  private readonly onError = (error: Error): void => {
    this.isBroken = true;
    const callbacks = this.lost;
    this.lost = [];
    for (const callback of callbacks) callback(error);
  };

  private readonly onEnd = (): void => {
    this.onError(new Error('the connection to PostgreSQL was closed'));
  };
}
