import type { PartitionState } from '#libs/event-log';
import type { Metrics } from '#libs/metrics';
import type { Logger } from './tokens.ts';

/** Tells operators how a consumer's partitions are: in the log when one does not move, in a gauge always. */
export function partitionReport(group: string, metrics: Metrics, logger: Logger): (state: PartitionState) => void {
  const running = metrics.gauge('barometer_partition_running');
  return (state) => {
    const { kind, topic, partition } = state;
    const labels = { group, topic, partition: String(partition) };
    // Whoever holds it now has a row of its own; an old one here would say what nobody knows any more.
    if (kind === 'revoked') return running.remove(labels);
    running.set(labels, kind === 'running' ? 1 : 0);
    if (kind === 'running') return;
    const fields = { group, topic, partition, error: state.error.message };
    if (kind === 'waiting') logger.error(fields, 'a batch failed and is tried again');
    else logger.error(fields, 'a partition is stopped until a person decides: see docs/operate/lost-position.md');
  };
}
