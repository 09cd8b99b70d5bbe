import { createHash } from 'node:crypto';

import type { Session } from '#libs/postgres';

/** More members of one group than this do not get a place. */
const PLACES = 1_000;

/**
 * A member's place in its group and its claims on partitions: advisory locks of one connection. When the process dies or
 * loses the connection, PostgreSQL lets go of them, and the others can take over.
 */
export class GroupLocks {
  private readonly session: Session;
  private readonly group: string;
  private readonly members: number;

  private constructor(session: Session, group: string) {
    this.session = session;
    this.group = group;
    this.members = hashOf('members', group).readInt32BE();
  }

  /** @throws Error when the group is full. */
  static async join(session: Session, group: string): Promise<GroupLocks> {
    const locks = new GroupLocks(session, group);
    for (let place = 0; place < PLACES; place += 1) {
      if (await locks.isTrue('SELECT pg_try_advisory_lock($1::integer, $2::integer) AS yes', [locks.members, place])) {
        return locks;
      }
    }
    throw new Error(`Group ${group} has ${PLACES} members already.`);
  }

  /** How many members the group has, this one included. */
  async countMembers(): Promise<number> {
    const [row] = await this.session.query<{ members: number }>(
      `SELECT count(*)::integer AS members FROM pg_locks
       WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid::bigint = $1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      // PostgreSQL shows the number without its sign.
      [this.members >>> 0],
    );
    return row?.members ?? 0;
  }

  /** Takes the partition, unless another member has it. */
  async claim(topic: string, partition: number): Promise<boolean> {
    return this.isTrue('SELECT pg_try_advisory_lock($1::bigint) AS yes', [this.claimKey(topic, partition)]);
  }

  async release(topic: string, partition: number): Promise<void> {
    await this.session.query('SELECT pg_advisory_unlock($1::bigint)', [this.claimKey(topic, partition)]);
  }

  private async isTrue(sql: string, parameters: readonly unknown[]): Promise<boolean> {
    const [row] = await this.session.query<{ yes: boolean }>(sql, parameters);
    return row?.yes === true;
  }

  private claimKey(topic: string, partition: number): string {
    return hashOf('claim', this.group, topic, String(partition)).readBigInt64BE().toString();
  }
}

/** Advisory locks have numbers, not names. */
function hashOf(...words: string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(['event log', ...words]))
    .digest();
}
