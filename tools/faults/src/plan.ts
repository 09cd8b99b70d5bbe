import { MINUTE, type Milliseconds } from '#core/time';
import type { Timetable } from './faults/timetable.ts';

/** How much of everything a campaign does. */
export interface Plan {
  readonly name: string;
  /** Responses and tickets; each brings three to four events. */
  readonly subjects: number;
  readonly partitions: number;
  readonly timetable: Timetable;
  /** How long a fault lasts that has no length of its own. */
  readonly troubleLasts: Milliseconds;
  /** How long the installation may take to catch up once all is quiet. */
  readonly patience: Milliseconds;
  /** Instants before the campaign as of which the past is looked at. */
  readonly knownInstants: number;
  readonly judgesMemory: boolean;
}

export const QUICK: Plan = {
  name: 'quick',
  subjects: 6_000,
  partitions: 6,
  timetable: { length: 80_000, killEvery: 8_000, pause: 1_000 },
  troubleLasts: 4_000,
  patience: 2 * MINUTE,
  knownInstants: 2,
  judgesMemory: false,
};

export const FULL: Plan = {
  name: 'full',
  subjects: 90_000,
  partitions: 6,
  timetable: { length: 14 * MINUTE, killEvery: 20_000, pause: 8_000 },
  troubleLasts: 20_000,
  patience: 5 * MINUTE,
  knownInstants: 4,
  judgesMemory: true,
};
