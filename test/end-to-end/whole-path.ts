import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Installation } from './installation.ts';
import { describeAlerts } from './whole-path/alerts.ts';
import { describeCases } from './whole-path/cases.ts';
import { describeDeadLetters } from './whole-path/dead-letters.ts';
import { describeEventsIn } from './whole-path/events-in.ts';
import { describeOperations } from './whole-path/operations.ts';
import { describeReadings } from './whole-path/readings.ts';
import { describeRestart } from './whole-path/restart.ts';
import { describeUpdates } from './whole-path/updates.ts';

/**
 * From events over HTTP to readings, topics, webhooks and metrics, with every service in one process. Each test has a
 * team of its own, so that none sees the numbers of another.
 *
 * @param engineOf what the environment says about the event log
 */
export function describeWholePath(engine: string, engineOf: () => Readonly<Record<string, string>>): void {
  describe(`the whole path on the ${engine} engine`, () => {
    let installation: Installation | undefined;
    const running = () => installation as Installation;

    beforeAll(async () => {
      installation = await Installation.start(engineOf());
    });
    afterAll(() => installation?.stop());

    describeEventsIn(running);
    describeReadings(running);
    describeUpdates(running);
    describeAlerts(running);
    describeCases(running);
    describeDeadLetters(running);
    describeOperations(running);
    describeRestart(running);

    it('reported no error all the while, and signed every page', () => {
      expect(running().errors).toEqual([]);
      expect(running().receiver.forged).toEqual([]);
    });
  });
}
