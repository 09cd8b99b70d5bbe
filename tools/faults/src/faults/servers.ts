import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

export const brokerCrash: Fault = {
  name: 'the broker is killed',
  async strike({ installation, chance, count }) {
    await installation.broker.kill();
    count('broker crashes');
    await sleep(chance.whole(0, 5_000));
    // A start that a busy machine has drawn out too long is tried once more, as an operator would.
    await installation.broker.restart().catch(async () => installation.broker.restart());
  },
};

export const databaseCrash: Fault = {
  name: 'PostgreSQL crashes',
  async strike({ installation, count }) {
    await installation.database.crash();
    count('PostgreSQL crashes');
  },
};
