import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const BETWEEN_RESETS = 150;

export const resets: Fault = {
  name: 'connections are reset, again and again',
  async strike({ installation: { toKafka, toDatabase }, troubleLasts, count }) {
    const before = toKafka.cuts + toDatabase.cuts;
    for (const end = Date.now() + 3 * troubleLasts; Date.now() < end;) {
      toKafka.resetAll();
      toDatabase.resetAll();
      await sleep(BETWEEN_RESETS);
    }
    count('connections reset', toKafka.cuts + toDatabase.cuts - before);
  },
};

export const forgottenConnections: Fault = {
  name: 'the network forgets the connections',
  async strike({ installation: { toKafka, toDatabase }, troubleLasts, count }) {
    for (const proxy of [toDatabase, toKafka]) {
      const before = proxy.cuts;
      proxy.abandonAll();
      count('connections forgotten', proxy.cuts - before);
      await sleep(troubleLasts);
    }
  },
};

export const endedSessions: Fault = {
  name: 'database sessions are ended in mid-transaction',
  async strike({ openDatabase, troubleLasts, count }) {
    const database = await openDatabase();
    try {
      for (const end = Date.now() + troubleLasts; Date.now() < end;) {
        const ended = await database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name LIKE 'barometer %' AND xact_start IS NOT NULL`,
        );
        count('sessions ended in mid-transaction', ended.length);
        await sleep(100);
      }
    } finally {
      await database.close();
    }
  },
};
