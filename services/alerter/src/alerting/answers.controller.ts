import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { OnBatch, type RecordBatch } from '#libs/event-log';
import { TOPICS } from '#libs/events';
import type { Metrics } from '#libs/metrics';
import { LOGGER, METRICS, type Logger } from '#libs/runtime';
import { Alerting } from './alerting.ts';

/** Names the alerter's transport: the handlers of other services in the process are not for it. */
export const ALERTER_TRANSPORT = Symbol('alerter');

@Controller()
export class AnswersController {
  constructor(
    private readonly alerting: Alerting,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnBatch(TOPICS.surveyAnswered, ALERTER_TRANSPORT)
  async onSurveyAnswers(@Payload() batch: RecordBatch): Promise<void> {
    const { changes, unreadable } = await this.alerting.take(batch);
    // The projector counts what is applied and dead-lettered; in one process its numbers must not be doubled here.
    if (unreadable > 0) {
      this.metrics.counter('barometer_events_total').add({ topic: batch.topic, outcome: 'ignored' }, unreadable);
    }
    for (const { alert, stepped } of changes) {
      const { alertId, rule, state, step } = alert;
      if (stepped) this.logger.info({ alertId, rule, state, step }, 'an alert has changed');
    }
  }
}
