import '../../../../../tools/kafka/src/vitest-broker.ts';

import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { inject } from 'vitest';

import type { NewRecord } from '../../port.ts';
import { createClient, forAbout } from '../kafka-client.ts';
import type { KafkaSettings } from '../kafka-settings.ts';

/** Settings for tests: quick, on the broker of the run. */
export function testSettings(changes: Partial<KafkaSettings> = {}): KafkaSettings {
  return {
    brokers: inject('kafkaBrokers'),
    clientId: 'faults',
    clock: Date.now,
    delays: { first: 50, longest: 200 },
    lookAtEndsEvery: 300,
    sessionTimeout: 6_000,
    ...changes,
  };
}

export function uniqueName(what: string): string {
  return `${what}-${randomUUID()}`;
}

/** Records of so many keys, whose values count from `from`. */
export function numberedFrom(from: number, count: number, keys = 7): NewRecord[] {
  return Array.from({ length: count }, (_, n) => ({ key: `k-${(from + n) % keys}`, value: String(from + n) }));
}

/** A bare kafkajs client, to do to the cluster what other people do. */
export function otherClient(brokers: readonly string[] = inject('kafkaBrokers')): Kafka {
  // Through our own factory once, because it cures the idle loop of the whole process.
  createClient(testSettings({ brokers }), forAbout(1_000));
  return new Kafka({ brokers: [...brokers], clientId: 'other', logLevel: logLevel.NOTHING });
}

export function otherProducer(settings: Parameters<Kafka['producer']>[0] = {}): Producer {
  return otherClient().producer({ createPartitioner: Partitioners.DefaultPartitioner, ...settings });
}

/** Connections that break while they are used. */
export class BreakingSockets {
  cuts = 0;
  private readonly sockets = new Set<Socket>();
  private timer: NodeJS.Timeout | undefined;
  private frozen = false;

  readonly open: NonNullable<KafkaSettings['openSocket']> = ({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect);
    this.sockets.add(socket);
    if (this.frozen) this.hold(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  };

  /** Cuts all connections, again and again. */
  cutEvery(milliseconds: number): void {
    this.timer = setInterval(() => {
      for (const socket of this.sockets) {
        this.cuts += 1;
        // As it looks from here when the other side resets: without the error, kafkajs would not notice at all.
        socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
      }
    }, milliseconds);
  }

  /** Lets nothing through any more, in either direction, without closing: as a process looks that is suspended. */
  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) this.hold(socket);
  }

  /** Lets nothing through any more on the connections that there are, without closing them: new ones work. */
  forget(): void {
    for (const socket of this.sockets) this.hold(socket);
  }

  thaw(): void {
    this.frozen = false;
    for (const socket of this.sockets) {
      socket.uncork();
      socket.resume();
    }
  }

  /** Cuts the next answer on every connection short, so that it cannot be read: no retry of kafkajs covers that. */
  garbleNextAnswers(): void {
    for (const socket of this.sockets) {
      const emit = socket.emit.bind(socket);
      socket.emit = (event: string, ...values: unknown[]) => {
        const [answer] = values;
        if (event !== 'data' || !Buffer.isBuffer(answer)) return emit(event, ...values);
        socket.emit = emit;
        const onlyCorrelationId = Buffer.from(answer.subarray(0, 8));
        onlyCorrelationId.writeInt32BE(4);
        return emit(event, onlyCorrelationId);
      };
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private hold(socket: Socket): void {
    socket.cork();
    socket.pause();
  }
}
