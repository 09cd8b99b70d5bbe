import type { DynamicModule, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Settings } from '#libs/config';
import type { Consumption, EventLog, PartitionState, TopicSettings } from '#libs/event-log';
import type { Metrics } from '#libs/metrics';
import type { Database } from '#libs/postgres';
import type { Clock, Logger } from './tokens.ts';

export type ServiceName = 'intake' | 'projector' | 'reader' | 'alerter';

/** A service as the runtime starts it: alone in a process, or beside the others in one. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  readonly module: Type<unknown> | DynamicModule;
  /** Asks the database for nothing: on Kafka it neither needs one nor cares whether there is one. */
  readonly withoutDatabase?: true;
  /** The topics that the service needs; they are created before anything consumes. */
  readonly topics: readonly TopicSettings[] | ((settings: Settings) => readonly TopicSettings[]);
  /** The microservice strategies that bring records to the module's handlers. Called once, after injection is done. */
  readonly consumers?: (context: ServiceContext) => readonly ConsumerStrategy[];
}

/** A Nest transport strategy that consumes the event log and can say how it is. */
export interface ConsumerStrategy extends CustomTransportStrategy {
  health(): ReturnType<Consumption['health']>;
  /** The states of the partitions that it holds now. */
  partitions(): readonly PartitionState[];
}

export interface ServiceContext {
  readonly settings: Settings;
  readonly eventLog: EventLog;
  /** Absent when none of the process' services uses it, nor its event log. */
  readonly database: Database | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** A provider of the definition's module, by class or token. */
  readonly get: <T>(token: Type<T> | symbol | string) => T;
}
