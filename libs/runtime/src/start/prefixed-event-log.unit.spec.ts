import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryEventLog, type EventLog, type RecordBatch } from '#libs/event-log';
import { withPrefix } from './prefixed-event-log.ts';

let outside: EventLog;
let desk: EventLog;

beforeEach(async () => {
  outside = new MemoryEventLog({ clock: () => 0, idleWait: 5 });
  desk = withPrefix(outside, 'desk-7.');
  await desk.ensureTopics([{ name: 'letters', partitions: 1 }]);
});
afterEach(() => desk.close());

describe('an event log with a prefix', () => {
  test('has prefixed topics outside only', async () => {
    await desk.append('letters', [{ key: 'k', value: 'hello' }]);
    expect(await desk.extent('letters')).toEqual([{ partition: 0, low: 0, high: 1 }]);
    expect(await outside.extent('desk-7.letters')).toEqual([{ partition: 0, low: 0, high: 1 }]);
    await expect(outside.extent('letters')).rejects.toThrow('letters');
  });

  test('hands out records, states and questions with the names inside', async () => {
    const batches: RecordBatch[] = [];
    const said = new Set<string>();
    const consumption = await desk.consume({
      group: 'readers',
      topics: ['letters'],
      resumeAt: async (topic) => {
        said.add(`resume ${topic}`);
        return { nextOffset: 0 };
      },
      onBatch: async (batch) => void batches.push(batch),
      onCaughtUp: async ({ topic }) => void said.add(`caught up ${topic}`),
      onState: ({ kind, topic }) => void said.add(`${kind} ${topic}`),
    });
    await desk.append('letters', [{ key: 'k', value: 'hello' }]);
    await expect.poll(() => batches.length).toBe(1);
    await expect.poll(() => said).toContain('caught up letters');
    expect(batches[0]).toMatchObject({ topic: 'letters', records: [{ topic: 'letters' }] });
    expect(consumption.partitions()).toEqual([{ kind: 'running', topic: 'letters', partition: 0 }]);
    expect(consumption.health()).toMatchObject({ status: 'running' });
    await consumption.stop();
    expect([...said]).toEqual(expect.arrayContaining(['resume letters', 'running letters', 'caught up letters']));
    expect([...said].join(' ')).not.toContain('desk-7');
  });

  test('is the log itself when the prefix is empty', () => {
    expect(withPrefix(outside, '')).toBe(outside);
  });
});
