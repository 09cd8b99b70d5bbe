import { expect, it } from 'vitest';
import { closeDeadConnections, connectionOfKafkajs } from './dead-connections.ts';

it('wraps the one method of kafkajs that sends, once', () => {
  const { prototype } = connectionOfKafkajs();
  expect(typeof prototype.send).toBe('function');
  closeDeadConnections();
  const { send } = prototype;
  expect(send.name).toBe('sendOrClose');
  closeDeadConnections();
  expect(prototype.send).toBe(send);
});

it('closes the connection after a request that was not answered in time, and after no other error', async () => {
  closeDeadConnections();
  const { prototype } = connectionOfKafkajs();
  const destroyed: unknown[] = [];
  const timeout = Object.assign(new Error('timed out'), { name: 'KafkaJSRequestTimeoutError' });
  const refusal = new Error('refused');
  for (const error of [timeout, refusal]) {
    const connection = Object.assign(Object.create(prototype) as typeof prototype, {
      socket: { destroy: (why: unknown) => void destroyed.push(why) },
      isAuthenticated: () => true,
      failIfNotConnected: () => {
        throw error;
      },
    });
    await expect(connection.send({ request: { expectResponse: () => true } })).rejects.toBe(error);
  }
  expect(destroyed).toEqual([timeout]);
});
