import { Module } from '@nestjs/common';
import { loadEventRules } from '#core/alerts';
import { MINUTE } from '#core/time';
import type { Settings } from '#libs/config';
import type { Metrics } from '#libs/metrics';
import type { Database } from '#libs/postgres';
import { CLOCK, DATABASE, EVENT_LOG, LOGGER, METRICS, SETTINGS, type Clock, type Logger } from '#libs/runtime';
import { Alerting } from './alerting/alerting.ts';
import { AnswersController } from './alerting/answers.controller.ts';
import { OutboxDelivery } from './delivery/outbox-delivery.ts';
import type { Receiver } from './delivery/receiver.ts';
import { AlertsController } from './feed/alerts.controller.ts';
import { alertmanagerPosts, receiversOf } from './receivers.ts';
import { AlertmanagerRepeats } from './receivers/alertmanager-repeats.ts';

const RECEIVERS = Symbol('barometer.alerter.receivers');

/** How long a relay sleeps at most when nothing wakes it. */
const IDLE_WAIT = 1_000;

/** As often as Prometheus itself repeats alerts. */
const REPEATED_EVERY = MINUTE;

@Module({
  controllers: [AnswersController, AlertsController],
  providers: [
    {
      provide: RECEIVERS,
      inject: [SETTINGS, EVENT_LOG, CLOCK],
      useFactory: receiversOf,
    },
    {
      provide: Alerting,
      inject: [DATABASE, CLOCK, RECEIVERS],
      useFactory: (database: Database, clock: Clock, receivers: readonly Receiver[]) =>
        new Alerting({
          database,
          clock,
          rules: loadEventRules(),
          destinations: receivers.map(({ destination }) => destination),
        }),
    },
    {
      provide: OutboxDelivery,
      inject: [RECEIVERS, DATABASE, CLOCK, LOGGER, METRICS],
      useFactory: (
        receivers: readonly Receiver[],
        database: Database,
        clock: Clock,
        logger: Logger,
        metrics: Metrics,
      ) =>
        new OutboxDelivery(receivers, { database, clock, random: Math.random, logger, metrics, idleWait: IDLE_WAIT }),
    },
    {
      provide: AlertmanagerRepeats,
      inject: [SETTINGS, DATABASE, CLOCK, LOGGER],
      useFactory: ({ tools }: Settings, database: Database, clock: Clock, logger: Logger) =>
        new AlertmanagerRepeats({
          alertmanagers: alertmanagerPosts(tools, clock),
          database,
          clock,
          logger,
          every: REPEATED_EVERY,
        }),
    },
  ],
})
export class AlerterModule {}
