import { expect, it } from 'vitest';
import { PositionLost } from '#libs/event-log';
import { Metrics } from '#libs/metrics';
import { partitionReport } from './partition-report.ts';

const at = { topic: 'ticket-state', partition: 3 };

it('shows every partition that is held, and says aloud when one does not move', async () => {
  const metrics = new Metrics({ process: false });
  const errors: { fields: object; message: string }[] = [];
  const ignore = () => undefined;
  const error = (fields: object, message: string) => void errors.push({ fields, message });
  const report = partitionReport('group', metrics, { debug: ignore, info: ignore, warn: ignore, error });
  const shown = async () => {
    let page = '';
    for await (const piece of metrics.render()) page += piece;
    return page.split('\n').filter((line) => line.startsWith('barometer_partition_running{'));
  };
  const series = 'barometer_partition_running{group="group",topic="ticket-state",partition="3"}';

  report({ ...at, kind: 'running' });
  expect(await shown()).toEqual([`${series} 1`]);
  expect(errors).toEqual([]);
  report({ ...at, kind: 'waiting', error: new Error('no room'), retryAt: 0 });
  expect(await shown()).toEqual([`${series} 0`]);
  report({ ...at, kind: 'stopped', error: new PositionLost('the log begins at 80') });
  expect(errors).toEqual([
    { fields: { group: 'group', ...at, error: 'no room' }, message: 'a batch failed and is tried again' },
    {
      fields: { group: 'group', ...at, error: 'the log begins at 80' },
      message: 'a partition is stopped until a person decides: see docs/operate/lost-position.md',
    },
  ]);
  report({ ...at, kind: 'revoked' });
  expect(await shown()).toEqual([]);
});
