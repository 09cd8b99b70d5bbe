import type { Consumption, EventLog, PartitionState, Subscription } from '#libs/event-log';

/**
 * The event log as seen by one of several installations on the same broker: topics and groups carry the installation's
 * prefix outside, and none inside. So no service, metric or stored position has to know of it.
 */
export function withPrefix(log: EventLog, prefix: string): EventLog {
  if (prefix === '') return log;
  const outside = (name: string) => prefix + name;
  const inside = <T extends { readonly topic: string }>(named: T): T => ({
    ...named,
    topic: named.topic.slice(prefix.length),
  });

  const wrap = (inner: Subscription): Subscription => ({
    ...inner,
    group: outside(inner.group),
    topics: inner.topics.map(outside),
    resumeAt: (topic, partition) => inner.resumeAt(topic.slice(prefix.length), partition),
    onBatch: (batch) => inner.onBatch({ ...inside(batch), records: batch.records.map(inside) }),
    onCaughtUp: async (partition) => inner.onCaughtUp?.(inside(partition)),
    onState: (state) => inner.onState?.(inside<PartitionState>(state)),
  });

  return {
    ensureTopics: (topics) => log.ensureTopics(topics.map((topic) => ({ ...topic, name: outside(topic.name) }))),
    append: (topic, records, options) => log.append(outside(topic), records, options),
    extent: (topic) => log.extent(outside(topic)),
    close: () => log.close(),
    async consume(subscription): Promise<Consumption> {
      const consumption = await log.consume(wrap(subscription));
      return {
        health: () => consumption.health(),
        stop: () => consumption.stop(),
        partitions: () => consumption.partitions().map((state) => inside<PartitionState>(state)),
      };
    },
  };
}
