import '../../tools/kafka/src/vitest-broker.ts';

import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { describeWholePath } from './whole-path.ts';

describeWholePath('kafka', () => ({
  KAFKA_BROKERS: inject('kafkaBrokers').join(','),
  BAROMETER_TOPIC_PREFIX: `end-to-end-${randomUUID().slice(0, 8)}.`,
}));
