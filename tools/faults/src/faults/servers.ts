import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

export const brokerCrash: Fault = {
  name: 'the broker is killed',
  async strike({ installation, chance, count }) {
    await installation.broker.kill();
    count('broker crashes');
    await sleep(chance.whole(0, 5_000));
    await installation.broker.restart();
  },
};

export const databaseCrash: Fault = {
  name: 'PostgreSQL crashes',
  async strike({ installation, count }) {
    await installation.database.crash();
    count('PostgreSQL crashes');
  },
};
