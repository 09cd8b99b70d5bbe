import type { Notification, PoolClient, QueryResultRow } from 'pg';

/** A dedicated connection: notifications and advisory locks live as long as it does. */
export class Session {
  private readonly client: PoolClient;
  private readonly giveBack: () => Promise<void>;
  private readonly listeners = new Map<string, (payload: string) => void>();
  private lost: ((error: Error) => void)[] = [];
  private released = false;

  constructor(client: PoolClient, giveBack: () => Promise<void>) {
    this.client = client;
    this.giveBack = giveBack;
    client.on('notification', this.onNotification);
    client.on('error', this.onError);
    client.on('end', this.onEnd);
  }

  async query<Row extends QueryResultRow>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, [...parameters])).rows;
  }

  /** Calls `heard` with the payload of every notification on the channel, from now on. */
  async listen(channel: string, heard: (payload: string) => void): Promise<void> {
    this.listeners.set(channel, heard);
    await this.client.query(`LISTEN ${this.client.escapeIdentifier(channel)}`);
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
    await this.client.query('UNLISTEN *').catch(() => undefined);
    await this.client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    this.client.off('notification', this.onNotification);
    this.client.off('end', this.onEnd);
    // The error listener stays until the client is back in the pool: an unheard 'error' would end the process.
    await this.giveBack().catch(() => undefined);
    this.client.off('error', this.onError);
  }

  private readonly onNotification = (message: Notification): void => {
    this.listeners.get(message.channel)?.(message.payload ?? '');
  };

  private readonly onError = (error: Error): void => {
    const callbacks = this.lost;
    this.lost = [];
    for (const callback of callbacks) callback(error);
  };

  private readonly onEnd = (): void => {
    this.onError(new Error('the connection to PostgreSQL was closed'));
  };
}
