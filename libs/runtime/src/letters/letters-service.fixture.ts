import 'reflect-metadata';
import { Body, Controller, Get, HttpStatus, Inject, Module, Post, type OnApplicationShutdown } from '@nestjs/common';
import { Server } from '@nestjs/microservices';
import {
  EventLogServer,
  LogUnavailable,
  OnBatch,
  type Consumption,
  type PartitionState,
  type RecordBatch,
} from '#libs/event-log';
import { Database } from '#libs/postgres';
import { RequestProblem } from '../http/problem.ts';
import { Readiness } from '../readiness.ts';
import type { ConsumerStrategy, ServiceContext, ServiceDefinition } from '../service-definition.ts';
import { DATABASE, LOGGER, READINESS, type Logger } from '../tokens.ts';

const TRANSPORT = Symbol('letters');

/** Does one of everything that the runtime has to carry. */
@Controller()
export class LettersController implements OnApplicationShutdown {
  readonly received: string[] = [];
  missing: string | undefined;

  constructor(
    @Inject(READINESS) readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DATABASE) private readonly database: Database,
  ) {
    readiness.register('letters', () => this.missing);
  }

  @Post('v1/events')
  take(@Body() body: Buffer): object {
    return { bytes: Buffer.isBuffer(body), text: body.toString() };
  }

  @Post('v1/notes')
  note(@Body() body: unknown): object {
    return { body };
  }

  @Get('v1/refused')
  refused(): never {
    throw new RequestProblem(HttpStatus.BAD_REQUEST, 'The window is wrong.', [{ path: 'window', message: 'is "x"' }]);
  }

  @Get('v1/broken')
  broken(): never {
    throw new Error('secret inside');
  }

  @Get('v1/rows')
  rows(): Promise<object[]> {
    return this.database.query('SELECT 1 AS one');
  }

  @Get('v1/away')
  away(): never {
    throw new LogUnavailable('no broker');
  }

  @OnBatch('letters', TRANSPORT)
  onBatch(batch: RecordBatch): void {
    this.received.push(...batch.records.map(({ value }) => Buffer.from(value ?? []).toString()));
  }

  onApplicationShutdown(): void {
    this.logger.info({}, 'letters shut down');
  }
}

@Module({ controllers: [LettersController] })
export class LettersModule {}

/** A small service that gets letters over a topic. */
export class LettersService implements ServiceDefinition {
  readonly name = 'projector';
  readonly module = LettersModule;
  readonly topics = [{ name: 'letters', partitions: 1 }];
  private context: ServiceContext | undefined;

  get controller(): LettersController {
    if (this.context === undefined) throw new Error('the service has not been started');
    return this.context.get(LettersController);
  }

  async post(value: string): Promise<void> {
    await this.context?.eventLog.append('letters', [{ key: 'k', value }]);
  }

  readonly consumers = (context: ServiceContext): readonly ConsumerStrategy[] => {
    this.context = context;
    return [
      new EventLogServer({
        transportId: TRANSPORT,
        eventLog: context.eventLog,
        group: 'letters',
        topics: ['letters'],
        resumeAt: async () => ({ nextOffset: 0 }),
      }),
    ];
  };
}

type Health = ReturnType<Consumption['health']>;

/** A consumer that is as the test says. */
export class ConsumerInState extends Server implements ConsumerStrategy {
  readonly #health: () => Health;
  readonly #partitions: readonly PartitionState[];

  constructor(health: () => Health, partitions: readonly PartitionState[] = []) {
    super();
    this.#health = health;
    this.#partitions = partitions;
  }

  partitions(): readonly PartitionState[] {
    return this.#partitions;
  }

  listen(callback: () => void): void {
    callback();
  }

  health(): Health {
    return this.#health();
  }

  close(): void {}

  on(): void {}

  unwrap(): never {
    throw new Error('there is nothing inside');
  }
}
