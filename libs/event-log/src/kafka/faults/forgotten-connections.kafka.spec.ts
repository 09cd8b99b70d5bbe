import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RecordingProjection } from '../../contract/recording-projection.contract.ts';
import { openKafkaEventLog, type KafkaEventLog } from '../kafka-event-log.ts';
import { BreakingSockets, numberedFrom, testSettings, uniqueName } from './troubled-kafka.fixture.ts';

/** Found by the fault campaign: producers and consumers hung on such connections for as long as they lived. */
describe('connections that the network has forgotten', () => {
  let sockets: BreakingSockets;
  let log: KafkaEventLog;
  let topic: string;

  beforeEach(async () => {
    sockets = new BreakingSockets();
    log = openKafkaEventLog(testSettings({ openSocket: sockets.open, requestTimeout: 2_000 }));
    topic = uniqueName('forgotten');
    await log.ensureTopics([{ name: topic, partitions: 2 }]);
  });

  afterEach(async () => log.close());

  it.each([
    ['unordered', {}],
    ['ordered', { ordered: true }],
  ])('are replaced by those who append %s', async (_, options) => {
    await log.append(topic, numberedFrom(0, 1), options);
    sockets.forget();
    const begun = performance.now();
    await log.append(topic, numberedFrom(1, 1), options);
    await log.extent(topic);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  it('are replaced by those who read, long before the watchdog would have to', async () => {
    const calm = openKafkaEventLog(testSettings());
    const projection = new RecordingProjection();
    await projection.consume(log, uniqueName('group'), topic);
    await calm.append(topic, numberedFrom(0, 10));
    await projection.untilTaken(10);
    sockets.forget();
    const begun = performance.now();
    await calm.append(topic, numberedFrom(10, 10));
    await projection.untilTaken(20, 30);
    expect(performance.now() - begun).toBeLessThan(25_000);
    expect(projection.taken).toHaveLength(20);
    await calm.close();
  });
});
