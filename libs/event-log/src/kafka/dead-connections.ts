import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** What is touched of kafkajs' connection. */
interface Connection {
  readonly socket?: Socket;
  send: (this: Connection, request: unknown) => Promise<unknown>;
}

/** The class inside kafkajs 2.2.4, the version that package.json pins. */
export function connectionOfKafkajs(): { prototype: Connection } {
  const require = createRequire(import.meta.url);
  return require('kafkajs/src/network/connection.js') as { prototype: Connection };
}

const closing = new WeakSet<Connection['send']>();

/**
 * Closes a connection on which a request was not answered in time, as Kafka's own client does. kafkajs tries the request
 * again, on the same connection: one that the network has forgotten then keeps a producer from sending, and a consumer
 * from reading, for ever and without an error that anybody would see.
 *
 * @throws Error when kafkajs is no longer built as expected, rather than to run without this unnoticed.
 */
export function closeDeadConnections(): void {
  const { prototype } = connectionOfKafkajs();
  const { send } = prototype;
  if (closing.has(send)) return;
  if (typeof send !== 'function') {
    throw new Error(
      'kafkajs has changed inside: look whether it closes dead connections, and drop dead-connections.ts.',
    );
  }
  prototype.send = async function sendOrClose(this: Connection, request: unknown): Promise<unknown> {
    try {
      return await send.call(this, request);
    } catch (error) {
      if ((error as Error).name === 'KafkaJSRequestTimeoutError') this.socket?.destroy(error as Error);
      throw error;
    }
  };
  closing.add(prototype.send);
}
