import { randomUUID } from 'node:crypto';
import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { loadCatalogue, type Catalogue } from '#core/kpis';
import type { Settings } from '#libs/config';
import type { EventLog } from '#libs/event-log';
import type { Metrics } from '#libs/metrics';
import { SegmentDirectory, type Database } from '#libs/postgres';
import { CLOCK, DATABASE, EVENT_LOG, LOGGER, METRICS, READINESS, SETTINGS } from '#libs/runtime';
import type { Clock, Logger, Readiness } from '#libs/runtime';
import { AnswerFeed } from './answers/answer-feed.ts';
import { AnswersController } from './answers/answers.controller.ts';
import { CATALOGUE } from './catalogue-token.ts';
import { kpiGauges } from './live/kpi-gauges.ts';
import { ReaderLoop } from './live/reader-loop.ts';
import { KpisController } from './readings/kpis.controller.ts';
import { ReadingDesk } from './readings/reading-desk.ts';
import { AlertTail } from './stream/alert-tail.ts';
import { LiveStream } from './stream/live-stream.ts';
import { StreamController } from './stream/stream.controller.ts';

@Module({
  controllers: [KpisController, AnswersController, StreamController],
  providers: [
    {
      provide: CATALOGUE,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => loadCatalogue(settings.ownCatalogue),
    },
    {
      provide: SegmentDirectory,
      inject: [DATABASE],
      useFactory: (database: Database) => new SegmentDirectory(database),
    },
    {
      provide: ReadingDesk,
      inject: [DATABASE, SegmentDirectory],
      useFactory: (database: Database, segments: SegmentDirectory) => new ReadingDesk(database, segments),
    },
    {
      provide: AnswerFeed,
      inject: [DATABASE, SegmentDirectory],
      useFactory: (database: Database, segments: SegmentDirectory) => new AnswerFeed(database, segments),
    },
    {
      provide: ReaderLoop,
      inject: [DATABASE, EVENT_LOG, CATALOGUE, CLOCK, LOGGER, SETTINGS],
      useFactory: (
        database: Database,
        eventLog: EventLog,
        catalogue: Catalogue,
        clock: Clock,
        logger: Logger,
        { keepDays }: Settings,
      ) => new ReaderLoop(database, eventLog, catalogue, clock, logger, keepDays),
    },
    {
      provide: AlertTail,
      inject: [EVENT_LOG],
      useFactory: (eventLog: EventLog) => new AlertTail(eventLog, randomUUID()),
    },
    LiveStream,
  ],
})
export class ReaderModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly loop: ReaderLoop,
    private readonly alerts: AlertTail,
    private readonly stream: LiveStream,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.readiness.register('reader', () => this.loop.unreadiness());
    this.metrics.addGauges(() => kpiGauges(this.catalogue, this.loop.readings.all()));
    this.loop.onChange((changed) => {
      for (const { reading } of changed) this.stream.push({ kind: 'reading', reading });
    });
    await this.loop.start();
    await this.alerts.start((alert) => this.stream.push({ kind: 'alert', alert: JSON.parse(alert) as object }));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stream.end();
    await Promise.all([this.loop.stop(), this.alerts.stop()]);
  }
}
