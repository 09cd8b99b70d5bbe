import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { LogUnavailable } from '../../port.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import type { KafkaLogin, KafkaTls } from '../kafka-settings.ts';
import { startSecuredBroker, USER, type SecuredBroker } from './secured-broker.fixture.ts';

let broker: SecuredBroker;

beforeAll(async () => {
  broker = await startSecuredBroker();
});
afterAll(() => broker?.stop());

interface Way {
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaLogin;
}

const open = (address: string, way: Way) =>
  openKafkaEventLog({ brokers: [address], clientId: 'security', clock: Date.now, patience: 8_000, ...way });

/** Makes a topic, appends to it and reads it back as a member of a group: every kind of connection there is. */
async function roundTrip(address: string, way: Way): Promise<string[]> {
  const log = open(address, way);
  const topic = `letters-${randomUUID()}`;
  const read: string[] = [];
  try {
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    await log.append(topic, [{ key: 'k', value: 'in any order' }]);
    await log.append(topic, [{ key: 'k', value: 'in order' }], { ordered: true });
    await log.consume({
      group: topic,
      topics: [topic],
      resumeAt: async () => undefined,
      onBatch: async ({ records }) =>
        void read.push(...records.map(({ value }) => Buffer.from(value ?? []).toString())),
    });
    await expect.poll(() => read, { timeout: 20_000 }).toHaveLength(2);
    return read;
  } finally {
    await log.close();
  }
}

/** What the refusal says. Its words stand only in one that came without waiting for the patience to end. */
async function refusal(address: string, way: Way): Promise<string> {
  const log = open(address, way);
  try {
    await log.ensureTopics([{ name: 'letters', partitions: 1 }]);
    return 'let in';
  } catch (error) {
    expect(error).toBeInstanceOf(LogUnavailable);
    return (error as Error).message;
  } finally {
    await log.close();
  }
}

const BOTH = ['in any order', 'in order'];

describe('a broker with a certificate', () => {
  test('is spoken to when its authority is trusted', async () => {
    expect(await roundTrip(broker.addresses.TLS, { tls: { ca: broker.ca } })).toEqual(BOTH);
  });

  test('is refused at once when nobody here trusts its authority', async () => {
    for (const tls of [{ ca: broker.otherCa }, {}]) {
      const message = await refusal(broker.addresses.TLS, { tls });
      expect(message).toMatch(
        /^listing topics: The broker 127\.0\.0\.1:\d+ cannot be spoken to over TLS\. .* Name the file of its authority with KAFKA_TLS_CA\.$/,
      );
    }
  });

  test('is refused when its certificate is for another name', async () => {
    const message = await refusal(broker.addresses.TLS, {
      tls: { ca: broker.ca, servername: 'kafka.example.org' },
    });
    expect(message).toMatch(/Its certificate is for another name: .*kafka\.example\.org.*KAFKA_TLS_SERVER_NAME\.$/);
  });

  test('is told from one that speaks no TLS', async () => {
    const message = await refusal(broker.plain, { tls: { ca: broker.ca } });
    expect(message).toMatch(/Check the port, or set KAFKA_TLS=false\.$/);
  });
});

describe('a broker that wants to see a certificate', () => {
  test('lets in who shows one of an authority that it trusts', async () => {
    const tls = { ca: broker.ca, ...broker.client };
    expect(await roundTrip(broker.addresses.MUTUAL, { tls })).toEqual(BOTH);
  });

  test.each(['none', 'a foreign one'])('and is shown %s says so', async (shown) => {
    const tls = { ca: broker.ca, ...(shown === 'none' ? {} : broker.stranger) };
    const message = await refusal(broker.addresses.MUTUAL, { tls });
    expect(message).toMatch(
      /It refuses the certificate of this client, or misses one .*KAFKA_TLS_CERT and KAFKA_TLS_KEY\.$/,
    );
  });
});

describe.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('a login by %s', (mechanism) => {
  const loginAs = (changes: Partial<KafkaLogin> = {}): Way => ({
    tls: { ca: broker.ca },
    sasl: { mechanism, ...USER, ...changes },
  });

  test('lets a user in who knows the password', async () => {
    expect(await roundTrip(broker.addresses.LOGIN, loginAs())).toEqual(BOTH);
  });

  test.each([{ password: 'hunter2' }, { username: 'stranger' }])('with %j is refused at once', async (changes) => {
    const message = await refusal(broker.addresses.LOGIN, loginAs(changes));
    expect(message).toMatch(
      /The brokers do not take this login: .* Check KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD/,
    );
    expect(message).not.toContain('hunter2');
  });
});
