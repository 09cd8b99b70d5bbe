import { beforeEach, describe, expect, it } from 'vitest';

import { describeEventLog } from '../contract/event-log.contract.ts';
import { RecordingProjection } from '../contract/recording-projection.contract.ts';
import type { EventLog } from '../port.ts';
import { MemoryEventLog } from './memory-event-log.ts';

const settings = { clock: Date.now, delays: { first: 20, longest: 100 }, idleWait: 50 };

/** Two clients of one log in memory are the same object; closing one must not end the consumptions of the other. */
function client(log: MemoryEventLog): EventLog {
  const stops: (() => Promise<void>)[] = [];
  return {
    ensureTopics: async (topics) => log.ensureTopics(topics),
    append: async (topic, records) => log.append(topic, records),
    extent: async (topic) => log.extent(topic),
    consume: async (subscription) => {
      const consumption = await log.consume(subscription);
      stops.push(async () => consumption.stop());
      return consumption;
    },
    close: async () => void (await Promise.all(stops.map(async (stop) => stop()))),
  };
}

const shared = new MemoryEventLog(settings);
describeEventLog('memory', async () => client(shared));

describe('a log in memory that loses records', () => {
  let log: MemoryEventLog;
  let projection: RecordingProjection;
  const append = async (...values: string[]): Promise<void> =>
    log.append(
      't',
      values.map((value) => ({ key: 'k', value })),
    );

  beforeEach(async () => {
    log = new MemoryEventLog(settings);
    projection = new RecordingProjection();
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    await append('a', 'b');
    await projection.consume(log, 'g', 't');
    await projection.untilTaken(2);
  });

  it('stops a reader that retention has passed', async () => {
    projection.before = async () => Promise.reject(new Error('away'));
    await append('c', 'd');
    log.removeBefore('t', 0, 3);
    await projection.until('the alarm', () => projection.states.some(({ kind }) => kind === 'stopped'));
    expect(projection.states.at(-1)).toMatchObject({
      error: { message: expect.stringContaining('removed 1 records') },
    });
  });

  it('stops a reader whose topic was recreated', async () => {
    log.recreate('t');
    await append('x');
    await projection.until('the alarm', () => projection.states.some(({ kind }) => kind === 'stopped'));
    expect(projection.values()).toEqual(['a', 'b']);
  });

  it('lets a projection that has read nothing begin at the oldest record', async () => {
    log.removeBefore('t', 0, 1);
    const fresh = new RecordingProjection();
    await fresh.consume(log, 'fresh', 't');
    await fresh.untilTaken(1);
    expect(fresh.values()).toEqual(['b']);
  });
});
