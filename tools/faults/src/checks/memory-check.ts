import type { MemoryLog } from '../installation/memory-log.ts';
import { verdict, type Check } from './check.ts';

const SERVICES = ['intake', 'projector', 'reader', 'alerter'];
const MEGABYTE = 2 ** 20;
/** The heap breathes, and the last part of a campaign holds more segments than the first. */
const ROOM = 1.5;
const ROOM_BYTES = 64 * MEGABYTE;

/** @param minimal a campaign that is shorter is told of, but not judged: nothing has time to grow in it */
export function memoryCheck(memory: MemoryLog, isJudged: boolean): Check {
  return {
    name: 'memory of every service stays flat',
    async run() {
      const peaks = SERVICES.map((service) => ({ service, peaks: memory.peaks(service, 3) }));
      const figures = peaks.map(({ service, peaks }) => `${service} ${peaks.map(megabytes).join(' → ')} MB`).join(', ');
      const grown = peaks.filter(({ peaks: [, middle = 0, last = 0] }) => last > middle * ROOM + ROOM_BYTES);
      return verdict(
        figures,
        isJudged ? grown.map(({ service }) => `${service} still grows in the last third of the campaign`) : [],
      );
    },
  };
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / MEGABYTE));
}
