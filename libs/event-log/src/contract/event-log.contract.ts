import { randomUUID } from 'node:crypto';

import { afterEach, beforeEach, describe } from 'vitest';

import type { EventLog } from '../port.ts';
import { describeAppending } from './appending.contract.ts';
import { describeConsuming } from './consuming.contract.ts';
import { PARTITIONS, type Given } from './given.contract.ts';
import { describeGroups } from './groups.contract.ts';
import { describePositions } from './positions.contract.ts';
import { RecordingProjection } from './recording-projection.contract.ts';
import { describeStopping } from './stopping.contract.ts';
import { describeTopics } from './topics.contract.ts';

/** What every event log must do. `open` gives another client of the same log, as another process would have. */
export function describeEventLog(name: string, open: () => Promise<EventLog>): void {
  describe(`the ${name} event log`, () => {
    const opened: EventLog[] = [];
    let given: Given;

    const another = async (): Promise<EventLog> => {
      const log = await open();
      opened.push(log);
      return log;
    };

    beforeEach(async () => {
      const id = randomUUID();
      const projection = new RecordingProjection();
      given = { log: await another(), topic: `contract-${id}`, group: `group-${id}`, projection, another };
      await given.log.ensureTopics([{ name: given.topic, partitions: PARTITIONS }]);
    });

    afterEach(async () => {
      await Promise.all(opened.splice(0).map(async (log) => log.close()));
    });

    describeTopics(() => given);
    describeAppending(() => given);
    describeConsuming(() => given);
    describePositions(() => given);
    describeGroups(() => given);
    describeStopping(() => given);
  });
}
