import type { Subscription } from '../port.ts';
import { PartitionReader, type ReaderSettings, type RecordSource } from '../reading/partition-reader.ts';
import type { PartitionStates } from '../reading/partition-states.ts';

export interface MemoryMember {
  readonly subscription: Subscription;
  readonly states: PartitionStates;
}

interface Claim {
  readonly member: MemoryMember;
  readonly reader: PartitionReader;
  readonly release: AbortController;
  readonly done: Promise<void>;
}

/** A consumer group: shares partitions among its members, each with one member at a time. */
export class MemoryGroup {
  private readonly settings: ReaderSettings;
  private readonly sourcesOf: (topic: string) => readonly RecordSource[];
  private readonly members: MemoryMember[] = [];
  private readonly claims = new Map<string, Claim>();
  private turn: Promise<void> = Promise.resolve();

  constructor(sourcesOf: (topic: string) => readonly RecordSource[], settings: ReaderSettings) {
    this.sourcesOf = sourcesOf;
    this.settings = settings;
  }

  async join(member: MemoryMember): Promise<void> {
    this.members.push(member);
    await this.share();
  }

  async leave(member: MemoryMember): Promise<void> {
    const index = this.members.indexOf(member);
    if (index >= 0) this.members.splice(index, 1);
    await this.share();
  }

  /** Tells whoever reads the partition that there is something to read. */
  ring(topic: string, partition: number): void {
    this.claims.get(`${topic}/${partition}`)?.reader.doorbell.ring();
  }

  /** Deals the partitions out anew. One after the other: two shares at once would give one partition to two members. */
  private async share(): Promise<void> {
    this.turn = this.turn.then(async () => this.deal());
    await this.turn;
  }

  private async deal(): Promise<void> {
    const topics = new Set(this.members.flatMap((member) => member.subscription.topics));
    const sources = [...topics].flatMap((topic) => this.sourcesOf(topic));
    const wanted = new Map<string, { member: MemoryMember; source: RecordSource }>();
    for (const [index, source] of sources.entries()) {
      const able = this.members.filter((member) => member.subscription.topics.includes(source.topic));
      const member = able[index % able.length];
      if (member !== undefined) wanted.set(`${source.topic}/${source.partition}`, { member, source });
    }
    const leaving = [...this.claims].filter(([key, claim]) => wanted.get(key)?.member !== claim.member);
    await Promise.all(leaving.map(async ([key, claim]) => this.release(key, claim)));
    for (const [key, { member, source }] of wanted) {
      if (!this.claims.has(key)) this.claims.set(key, this.claim(member, source));
    }
  }

  private claim(member: MemoryMember, source: RecordSource): Claim {
    const release = new AbortController();
    const reader = new PartitionReader(source, member.subscription, member.states, this.settings);
    return { member, reader, release, done: reader.run(release.signal) };
  }

  private async release(key: string, claim: Claim): Promise<void> {
    claim.release.abort();
    await claim.done;
    this.claims.delete(key);
    const [, topic = '', partition = ''] = /^(.*)\/(\d+)$/.exec(key) ?? [];
    claim.member.states.revoked(topic, Number(partition));
  }
}
