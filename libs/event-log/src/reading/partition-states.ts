import type { PartitionState, Subscription } from '../port.ts';

/** The states of the partitions that a member of a group holds. Tells the subscriber of every change. */
export class PartitionStates {
  private readonly held = new Map<string, PartitionState>();
  private readonly subscription: Subscription;

  constructor(subscription: Subscription) {
    this.subscription = subscription;
  }

  all(): readonly PartitionState[] {
    return [...this.held.values()];
  }

  set(state: PartitionState): void {
    const key = keyOf(state.topic, state.partition);
    const before = this.held.get(key);
    if (state.kind === 'revoked') {
      if (before === undefined) return;
      this.held.delete(key);
    } else {
      this.held.set(key, state);
    }
    const unchanged = before?.kind === state.kind && (state.kind === 'running' || state.kind === 'stopped');
    if (!unchanged) this.subscription.onState?.(state);
  }

  running(topic: string, partition: number): void {
    this.set({ kind: 'running', topic, partition });
  }

  revoked(topic: string, partition: number): void {
    this.set({ kind: 'revoked', topic, partition });
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
