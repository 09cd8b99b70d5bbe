import '../../../../tools/kafka/src/vitest-broker.ts';

import { inject } from 'vitest';

import { describeEventLog } from '../contract/event-log.contract.ts';
import { openKafkaEventLog } from './kafka-event-log.ts';

describeEventLog('kafka', async () =>
  openKafkaEventLog({
    brokers: inject('kafkaBrokers'),
    clientId: 'contract',
    clock: Date.now,
    delays: { first: 50, longest: 200 },
    lookAtEndsEvery: 300,
    sessionTimeout: 6_000,
  }),
);
