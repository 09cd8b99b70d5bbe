import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '#core/time';
import { brokerCrash, databaseCrash } from './servers.ts';
import { endedSessions, forgottenConnections, resets } from './connections.ts';
import type { Fault, Field } from './fault.ts';
import { fullDisk } from './full-disk.ts';
import { killOne, scaling, suspension } from './processes.ts';

const FAULTS: readonly Fault[] = [
  scaling,
  suspension,
  databaseCrash,
  endedSessions,
  resets,
  brokerCrash,
  forgottenConnections,
  fullDisk,
];

export interface Timetable {
  /** At least every fault once, however long that takes. */
  readonly length: Milliseconds;
  /** From one kill to the next, on average. */
  readonly killEvery: Milliseconds;
  /** From the end of one fault to the next. */
  readonly pause: Milliseconds;
}

/**
 * Does every fault in an order of chance, all of them anew until the time is over, while processes are killed throughout.
 *
 * @param onFault told of each fault that begins
 */
export async function strikeAll(timetable: Timetable, field: Field, onFault: (name: string) => void): Promise<void> {
  const end = Date.now() + timetable.length;
  const over = new AbortController();
  const killing = killUntil(over.signal, timetable, field);
  try {
    do {
      for (const fault of shuffled(FAULTS, field)) {
        onFault(fault.name);
        await fault.strike(field);
        await sleep(timetable.pause);
      }
    } while (Date.now() < end);
  } finally {
    over.abort();
    await killing;
  }
}

async function killUntil(over: AbortSignal, { killEvery }: Timetable, field: Field): Promise<void> {
  while (!over.aborted) {
    await sleep(field.chance.whole(killEvery / 2, killEvery * 1.5));
    if (!over.aborted) await killOne(field);
  }
}

function shuffled(faults: readonly Fault[], { chance }: Field): Fault[] {
  return faults
    .map((fault) => ({ fault, place: chance.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ fault }) => fault);
}
