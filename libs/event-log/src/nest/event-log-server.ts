import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

import { once } from '../reading/once.ts';
import type { Consumption, EventLog, PartitionState, RecordBatch, Subscription } from '../port.ts';

export interface EventLogServerSettings extends Omit<Subscription, 'onBatch'> {
  /** The same as in the `@OnBatch` of the handlers that are meant. Several servers can be in one application. */
  readonly transportId: symbol;
  readonly eventLog: EventLog;
}

/**
 * Brings batches of the event log to Nest handlers marked with `@OnBatch`. Nest's own Kafka transport hands out single
 * messages, one at a time, and loses the error of a handler; this one keeps the batch and the error.
 */
export class EventLogServer extends Server implements CustomTransportStrategy {
  override readonly transportId: symbol;
  /** Errors of handlers reach the consumer, which says what happened: Nest need not report them too. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly settings: EventLogServerSettings;
  private consumption: Consumption | undefined;

  constructor(settings: EventLogServerSettings) {
    super();
    this.settings = settings;
    this.transportId = settings.transportId;
  }

  /** Called by Nest. Hands the callback an error when the topics cannot be consumed, or one of them has no handler. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    const failure = await this.start().catch((error: unknown) => error ?? new Error('The event log gave no reason.'));
    callback(failure);
  }

  /** Called by Nest: finishes the batch in hand and leaves the group. */
  readonly close = once(async () => {
    await this.consumption?.stop();
  });

  /** `joining` until Nest has started it. */
  health(): ReturnType<Consumption['health']> {
    return this.consumption?.health() ?? { status: 'joining' };
  }

  partitions(): readonly PartitionState[] {
    return this.consumption?.partitions() ?? [];
  }

  /** An event log has no events and no client of its own to give away: see `onState` and `onCaughtUp` of the settings. */
  on(): never {
    throw new Error('EventLogServer has no events: give it onState or onCaughtUp in its settings.');
  }

  unwrap(): never {
    throw new Error('EventLogServer keeps its client to itself: ask it for health() and partitions().');
  }

  private async start(): Promise<void> {
    const { group, topics } = this.settings;
    const unheard = topics.filter((topic) => this.getHandlerByPattern(topic) === null);
    if (unheard.length > 0) {
      throw new Error(
        `Group ${group}: no method is marked with @OnBatch for ${unheard.join(', ')} and this transport.`,
      );
    }
    this.consumption = await this.settings.eventLog.consume({
      ...this.settings,
      onBatch: async (batch) => this.handle(batch),
    });
  }

  private async handle(batch: RecordBatch): Promise<void> {
    const handler = this.getHandlerByPattern(batch.topic);
    if (handler === null) throw new Error(`Topic ${batch.topic} has no handler.`);
    const context = new BaseRpcContext([batch]);
    // Nest's hooks (for tracing) need not pass on what the work inside them resolves to or throws.
    await new Promise<void>((resolve, reject) => {
      this.runWithProcessingHooks(context, async (runEndHook) => {
        await settle(handler(batch, context)).then(resolve, reject);
        runEndHook();
      });
    });
  }
}

async function settle(handled: Promise<unknown>): Promise<void> {
  const result = await handled;
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}
