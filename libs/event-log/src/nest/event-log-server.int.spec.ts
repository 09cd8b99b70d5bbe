import 'reflect-metadata';

import { Controller, Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { from, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RecordingProjection } from '../contract/recording-projection.contract.ts';
import { MemoryEventLog } from '../memory/memory-event-log.ts';
import { PositionMoved, type PartitionState, type RecordBatch } from '../port.ts';
import { EventLogServer, type EventLogServerSettings } from './event-log-server.ts';
import { OnBatch } from './on-batch.ts';

const FIRST = Symbol('first');
const SECOND = Symbol('second');
const UNMARKED = Symbol('unmarked');

@Injectable()
class Inbox {
  readonly heard: string[] = [];
  failures: Error[] = [];

  async take(who: string, batch: RecordBatch): Promise<void> {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    this.heard.push(...batch.records.map((record) => `${who} ${Buffer.from(record.value ?? []).toString()}`));
  }
}

@Controller()
class Handlers {
  constructor(private readonly inbox: Inbox) {}

  @OnBatch('answers', FIRST)
  async first(@Payload() batch: RecordBatch): Promise<void> {
    await this.inbox.take('first', batch);
  }

  @OnBatch('answers', SECOND)
  second(@Payload() batch: RecordBatch): Observable<void> {
    return from(this.inbox.take('second', batch));
  }

  @EventPattern('answers', UNMARKED)
  async unmarked(@Payload() batch: RecordBatch): Promise<void> {
    await this.inbox.take('unmarked', batch);
  }
}

@Module({ controllers: [Handlers], providers: [Inbox] })
class App {}

describe('batches in a Nest application', () => {
  let log: MemoryEventLog;
  let app: INestApplication;
  let inbox: Inbox;
  let states: PartitionState[];
  const projection = new RecordingProjection();

  const connect = (transportId: symbol, settings: Partial<EventLogServerSettings> = {}): EventLogServer => {
    const server = new EventLogServer({
      transportId,
      eventLog: log,
      group: String(transportId),
      topics: ['answers'],
      resumeAt: async () => undefined,
      onState: (state) => void states.push(state),
      ...settings,
    });
    app.connectMicroservice({ strategy: server });
    return server;
  };

  const waits = (): Error[] => states.flatMap((state) => (state.kind === 'waiting' ? [state.error] : []));

  beforeEach(async () => {
    states = [];
    log = new MemoryEventLog({ clock: Date.now, delays: { first: 10, longest: 20 }, idleWait: 20 });
    await log.ensureTopics([{ name: 'answers', partitions: 1 }]);
    await log.append('answers', [{ key: 'k', value: 'a' }]);
    app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
    inbox = app.get(Inbox);
  });

  afterEach(async () => app.close());

  it('reach the handlers of their own transport, with dependency injection', async () => {
    const servers = [connect(FIRST), connect(SECOND)];
    expect(servers.map((server) => server.health().status)).toEqual(['joining', 'joining']);
    await app.startAllMicroservices();
    await projection.until('both handlers', () => inbox.heard.length === 2);
    expect(new Set(inbox.heard)).toEqual(new Set(['first a', 'second a']));
    expect(servers.map((server) => server.health().status)).toEqual(['running', 'running']);
    expect(servers[0]?.partitions()).toMatchObject([{ kind: 'running', topic: 'answers' }]);
  });

  it.each([
    ['a promise', FIRST],
    ['an observable', SECOND],
  ])('come again when the handler rejects with %s, and the consumer sees the error itself', async (_, transport) => {
    const failure = new Error('database is away');
    inbox.failures = [failure];
    connect(transport);
    await app.startAllMicroservices();
    await projection.until('the batch', () => inbox.heard.length === 1);
    expect(waits()).toEqual([failure]);
  });

  it('are asked for anew when the handler says that the position has moved', async () => {
    inbox.failures = [new PositionMoved('a later owner was here')];
    let asked = 0;
    connect(FIRST, {
      resumeAt: async () => {
        asked += 1;
        return undefined;
      },
    });
    await app.startAllMicroservices();
    await projection.until('the batch', () => inbox.heard.length === 1);
    expect(asked).toBe(2);
    expect(waits()).toEqual([]);
  });

  it('come again also when a handler is not marked with @OnBatch, whose errors Nest rewrites', async () => {
    inbox.failures = [new Error('database is away')];
    connect(UNMARKED);
    await app.startAllMicroservices();
    await projection.until('the batch', () => inbox.heard.length === 1);
    expect(waits()).toHaveLength(1);
  });

  it('are refused at the start when no handler wants them', async () => {
    await log.ensureTopics([{ name: 'tickets', partitions: 1 }]);
    connect(FIRST, { topics: ['answers', 'tickets'] });
    await expect(app.startAllMicroservices()).rejects.toThrow(/@OnBatch for tickets/);
  });

  it('stop coming when the application closes, after the one in hand', async () => {
    let release: (() => void) | undefined;
    inbox.take = async (who) => {
      await new Promise<void>((resolve) => (release = resolve));
      inbox.heard.push(who);
    };
    connect(FIRST);
    await app.startAllMicroservices();
    await projection.until('the batch in hand', () => release !== undefined);
    const closed = app.close();
    release?.();
    await closed;
    expect(inbox.heard).toEqual(['first']);
    await log.append('answers', [{ key: 'k', value: 'b' }]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(inbox.heard).toEqual(['first']);
  });
});
