import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { RecordingProjection } from '../../contract/recording-projection.contract.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import { testSettings, uniqueName } from './troubled-kafka.fixture.ts';

describe('an idle client', () => {
  afterEach(() => vi.restoreAllMocks());

  it('sets few timers, none of them in the past', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', listen);
    const log = openKafkaEventLog(testSettings());
    const topic = uniqueName('idle');
    const projection = new RecordingProjection();
    await log.ensureTopics([{ name: topic, partitions: 4 }]);
    await log.append(topic, [{ key: 'k', value: 'v' }]);
    const consumption = await projection.consume(log, uniqueName('group'), topic);
    await projection.until('all partitions', () => consumption.partitions().length === 4);
    await projection.untilTaken(1);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    await sleep(3_000);
    // Without the cure each of the four connections sets about 800 a second.
    expect(timers.mock.calls.length).toBeLessThan(300);
    expect(timers.mock.calls.filter(([, delay]) => (delay ?? 0) < 0)).toEqual([]);
    await log.close();
    process.off('warning', listen);
    expect(warnings).not.toContain('TimeoutNegativeWarning');
  });
});
