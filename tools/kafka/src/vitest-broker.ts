import type { TestProject } from 'vitest/node';

import { TestBroker } from './test-broker.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The brokers that `*.kafka.spec.ts` files use: those of `KAFKA_BROKERS`, else one started for this run. */
    kafkaBrokers: readonly string[];
  }
}

/** Vitest's global setup of the `kafka` project: one broker for all its files. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((address) => address !== '');
  if (given.length > 0) {
    project.provide('kafkaBrokers', given);
    return undefined;
  }
  await TestBroker.sweep();
  const broker = await TestBroker.start();
  project.provide('kafkaBrokers', [broker.address]);
  return async () => broker.stop();
}
