import { EventLogServer } from '#libs/event-log';
import { INPUT_TOPICS, inputTopics } from '#libs/events';
import type { Metrics } from '#libs/metrics';
import { partitionReport, type ServiceDefinition } from '#libs/runtime';
import { Projection } from './projection.ts';
import { PROJECTOR_TRANSPORT } from './projector.controller.ts';
import { ProjectorModule } from './projector.module.ts';

export { decodeBatch, type ReadEvent } from './decode-batch.ts';
export { learnEvents } from './learn-events.ts';
export { Projection, PROJECTION } from './projection.ts';

const GROUP = 'barometer-projector';

/** The projector: the only writer of journal, subjects and ledger. */
export const projectorService: ServiceDefinition = {
  name: 'projector',
  module: ProjectorModule,
  topics: (settings) => inputTopics(settings.partitions),
  consumers: ({ eventLog, logger, metrics, settings, get }) => {
    const projection = get(Projection);
    const report = partitionReport(GROUP, metrics, logger);
    return [
      new EventLogServer({
        transportId: PROJECTOR_TRANSPORT,
        eventLog,
        group: GROUP,
        topics: INPUT_TOPICS,
        maxRecords: settings.batchRecords,
        resumeAt: (topic, partition) => projection.resumeAt(topic, partition),
        onCaughtUp: async (caughtUp) => {
          await projection.noteCaughtUp(caughtUp);
          metrics
            .gauge('barometer_projection_watermark_timestamp_seconds')
            .set({ topic: caughtUp.topic, partition: String(caughtUp.partition) }, caughtUp.at / 1000);
        },
        onState: (state) => {
          report(state);
          if (state.kind === 'revoked') forgetPartition(metrics, state);
        },
      }),
    ];
  },
};

/** Who holds the partition now says how far it is; an old row here would look like one that stands still. */
function forgetPartition(metrics: Metrics, { topic, partition }: { topic: string; partition: number }): void {
  const labels = { topic, partition: String(partition) };
  metrics.gauge('barometer_consumer_lag_records').remove(labels);
  metrics.gauge('barometer_projection_watermark_timestamp_seconds').remove(labels);
}
