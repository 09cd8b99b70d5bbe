import type { Milliseconds } from '#core/time';
import type { Database } from '#libs/postgres';
import type { Chance } from '../../../../services/barometer/src/simulate/chance.ts';
import type { Installation } from '../installation/installation.ts';

/** What faults are done to, and with. */
export interface Field {
  readonly installation: Installation;
  /** A connection past every proxy; lost whenever the server crashes. */
  readonly openDatabase: () => Promise<Database>;
  readonly chance: Chance;
  /** Counts what was done, by its name in the plural. */
  readonly count: (what: string, times?: number) => void;
  /** How long a trouble lasts that has no length of its own. */
  readonly troubleLasts: Milliseconds;
}

/** Something that goes wrong in production, done on purpose. */
export interface Fault {
  readonly name: string;
  /** Does it, and resolves when whatever causes it is over; what it has caused may last. */
  strike(field: Field): Promise<void>;
}
