import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { OnBatch, type RecordBatch } from '#libs/event-log';
import { TOPICS } from '#libs/events';
import type { Metrics } from '#libs/metrics';
import { CLOCK, LOGGER, METRICS, type Clock, type Logger } from '#libs/runtime';
import { countBatch } from './counters.ts';
import { Projection } from './projection.ts';

/** Names the projector's transport: the handlers of other services in the process are not for it. */
export const PROJECTOR_TRANSPORT = Symbol('projector');

@Controller()
export class ProjectorController {
  constructor(
    private readonly projection: Projection,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnBatch(TOPICS.surveyAnswered, PROJECTOR_TRANSPORT)
  onSurveyAnswers(@Payload() batch: RecordBatch): Promise<void> {
    return this.onBatch(batch);
  }

  @OnBatch(TOPICS.ticketState, PROJECTOR_TRANSPORT)
  onTicketStates(@Payload() batch: RecordBatch): Promise<void> {
    return this.onBatch(batch);
  }

  @OnBatch(TOPICS.caseChanged, PROJECTOR_TRANSPORT)
  onCaseChanges(@Payload() batch: RecordBatch): Promise<void> {
    return this.onBatch(batch);
  }

  private async onBatch(batch: RecordBatch): Promise<void> {
    const begun = this.clock();
    const projected = await this.projection.project(batch);
    const { topic } = batch;
    const partition = String(batch.partition);
    this.metrics.histogram('barometer_batch_seconds').observe({ topic }, (this.clock() - begun) / 1000);
    this.metrics
      .gauge('barometer_consumer_lag_records')
      .set({ topic, partition }, Math.max(0, batch.highWatermark - batch.nextOffset));
    countBatch(this.metrics, topic, projected);
    if (projected.unreadable.length > 0) {
      const offsets = projected.unreadable.map(({ record }) => record.offset).slice(0, 10);
      this.logger.warn(
        { topic, partition, records: projected.unreadable.length, offsets },
        'put unreadable records on the dead-letter topic',
      );
    }
  }
}
