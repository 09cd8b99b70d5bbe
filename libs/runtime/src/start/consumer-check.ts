import type { ConsumerStrategy } from '../service-definition.ts';

/** What keeps a consumer from its work: not in its group, or a partition that waits or stands still. */
export function consumerTrouble(consumer: ConsumerStrategy): string | undefined {
  const { status, error } = consumer.health();
  if (status !== 'running') return [status, error?.message].filter(Boolean).join(': ');
  const troubles = consumer.partitions().flatMap((state) => {
    if (state.kind !== 'waiting' && state.kind !== 'stopped') return [];
    return `${state.topic}/${state.partition} ${state.kind === 'stopped' ? 'is stopped' : 'is tried again'}: ${state.error.message}`;
  });
  return troubles.length === 0 ? undefined : troubles.join('; ');
}
