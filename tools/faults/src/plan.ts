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
  /** Windows that are read over HTTP, each of every KPI. */
  readonly windows: readonly string[];
  readonly judgesMemory: boolean;
}

export const QUICK: Plan = {
  name: 'quick',
  subjects: 6_000,
  partitions: 6,
  timetable: { length: 60_000, killEvery: 8_000, pause: 1_000 },
  troubleLasts: 3_000,
  patience: 2 * MINUTE,
  knownInstants: 2,
  windows: ['24h', '30d'],
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
  windows: ['1h', '24h', '7d', '30d', '90d'],
  judgesMemory: true,
};
