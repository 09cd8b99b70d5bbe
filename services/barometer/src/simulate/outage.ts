import { HOUR, type Instant } from '#core/time';
import { Chance } from './chance.ts';
import type { Desk, Service } from './desk.ts';
import { startOfWeek, weekOf } from './rhythm.ts';

/** A bad patch: a service is down, tickets pour in, everything about it takes longer, and customers are angry. */
export interface Outage {
  readonly service: Service;
  readonly from: Instant;
  readonly until: Instant;
}

/** Keys of the streams of chance, so that no two purposes share one. */
const OUTAGES = 1;

/** The outages of a desk: in most weeks there is one. */
export class OutageCalendar {
  private readonly weeks = new Map<number, Outage | undefined>();

  constructor(
    private readonly desk: Desk,
    private readonly seed: number,
  ) {}

  /** The outage that is on at that instant. */
  at(instant: Instant): Outage | undefined {
    const week = weekOf(instant);
    if (!this.weeks.has(week)) this.weeks.set(week, this.draw(week));
    const outage = this.weeks.get(week);
    return outage !== undefined && instant >= outage.from && instant < outage.until ? outage : undefined;
  }

  private draw(week: number): Outage | undefined {
    const chance = new Chance(this.seed, OUTAGES, week);
    if (chance.happens(0.2)) return undefined;
    const workday = chance.whole(0, 4);
    const from = startOfWeek(week) + (workday * 24 + 7) * HOUR + Math.floor(chance.next() * 7 * HOUR);
    const length = (2 + chance.next() * 4) * HOUR;
    return { service: chance.weighted(this.desk.services), from, until: from + Math.floor(length) };
  }
}
