import type { Instant, Milliseconds } from '#core/time';
import { absentHolders, takeFrom, type Database } from '#libs/postgres';

/** A process that has only lost its connection shows itself again within this time. */
const ABSENT_FOR: Milliseconds = 3_000;

/** Watches who has messages of a destination in hand, and takes them from those who are gone. */
export class Abandoned {
  private readonly database: Database;
  private readonly destination: string;
  private missed = new Map<number, Instant>();

  constructor(database: Database, destination: string) {
    this.database = database;
    this.destination = destination;
  }

  /** @returns how many messages are due again */
  async takeBack(now: Instant): Promise<number> {
    const absent = await absentHolders(this.database, this.destination);
    this.missed = new Map(absent.map((holder) => [holder, this.missed.get(holder) ?? now]));
    const gone = absent.filter((holder) => now - (this.missed.get(holder) ?? now) >= ABSENT_FOR);
    return gone.length === 0 ? 0 : takeFrom(this.database, this.destination, gone, now);
  }
}
