import type { Socket } from 'node:net';

import type { DelaySettings } from '../reading/growing-delay.ts';
import type { EventLogLogger } from '../reading/logger.ts';

export interface KafkaSettings {
  /** `host:port` of some brokers of the cluster; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** The name under which this process appears in the brokers' logs and quotas. */
  readonly clientId: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** TLS to the brokers; an empty object trusts the system's authorities. Default: no TLS. */
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaLogin;
  /** How long an append or a question to the cluster is tried again before `LogUnavailable`, in milliseconds. Default 30,000. */
  readonly patience?: number;
  /** How long a broker may take over one answer before the request counts as lost, in milliseconds. Default 10,000. */
  readonly requestTimeout?: number;
  /** A member that was not heard of for so long loses its partitions, in milliseconds. Default 10,000. */
  readonly sessionTimeout?: number;
  /** How many partitions a consumption handles at the same time. Default 4. */
  readonly partitionsAtOnce?: number;
  /** How often the ends of the partitions are looked up, to tell that they are read to the end, in milliseconds. Default 1,000. */
  readonly lookAtEndsEvery?: number;
  /**
   * Records that wait while none is brought mean, after so many milliseconds, that kafkajs has stopped without a word: its
   * consumer is made anew. Default 60,000.
   */
  readonly standstillAfter?: number;
  /** A batch that is in hand for longer, in milliseconds, will never be done: the consumption fails. Default 300,000. */
  readonly batchMayTake?: number;
  /** Copies of each record that `ensureTopics` asks for. Default: what the cluster has as its own default. */
  readonly replicationFactor?: number;
  /** Waits between tries of a batch that failed. */
  readonly delays?: DelaySettings;
  readonly logger?: EventLogLogger;
  /** Makes the connections. For tests that cut them. */
  readonly openSocket?: OpenSocket;
}

/** Certificates in PEM. The brokers' certificates and the names in them are always checked. */
export interface KafkaTls {
  /** Default: the system's authorities. */
  readonly ca?: string;
  /** What is shown to the brokers, with its key. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the brokers' certificates carry. Default: the host that each is reached by. */
  readonly servername?: string;
}

export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** Calls `onConnect` once the connection stands. */
export type OpenSocket = (to: { host: string; port: number; onConnect: () => void }) => Socket;

export const DEFAULTS = {
  patience: 30_000,
  requestTimeout: 10_000,
  sessionTimeout: 10_000,
  partitionsAtOnce: 4,
  lookAtEndsEvery: 1_000,
  standstillAfter: 60_000,
  batchMayTake: 300_000,
} as const;
