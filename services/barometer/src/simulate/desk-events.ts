import { HOUR, MINUTE, type Instant } from '#core/time';
import { Chance } from './chance.ts';
import { DESK, type Desk } from './desk.ts';
import { toEvent, type DeskEvent, type DeskFact } from './desk-event.ts';
import { OutageCalendar } from './outage.ts';
import { busyness } from './rhythm.ts';
import { surveyFacts } from './survey-facts.ts';
import { ticketFacts } from './ticket-facts.ts';
import { liveTicket, type TicketCase } from './ticket-life.ts';

export interface DeskOptions {
  /** The same seed gives the same desk, whatever `from` and `until` are: they only cut a piece out of its time. */
  readonly seed: number;
  /** Tickets opened before this instant are left out. */
  readonly from: Instant;
  /** What arrives at or after this instant is left out. `Infinity`: the desk never closes. */
  readonly until: Instant;
  /** On an average day; a Monday has more, a Sunday hardly any. Default 240. */
  readonly ticketsPerDay?: number;
  /** How likely an event arrives a second time. Default 0. */
  readonly duplicates?: number;
  /** How likely an event arrives hours late. Default 0. */
  readonly late?: number;
  readonly desk?: Desk;
}

const TICKETS = 2;
const DELIVERY = 3;
/** An outage brings this many times the tickets that the service usually has. */
const OUTAGE_FACTOR = 4;

/**
 * The events of a lifelike service desk, in the order in which they arrive: tickets from opening to close with hand-overs,
 * pending spells, reopenings and service levels, surveys after closing whose scores fit how the ticket went, and an
 * outage in most weeks. Pure: nothing but the options decides what comes out.
 *
 * Ids hold the seed, so desks of different seeds can share one Barometer.
 */
export function* deskEvents(options: DeskOptions): Generator<DeskEvent> {
  const { seed, from, until, desk = DESK, ticketsPerDay = 240 } = options;
  const source = `/simulated-desk/${seed}`;
  const outages = new OutageCalendar(desk, seed);
  const arrivals = new Map<number, DeskEvent[]>();
  for (let hour = Math.floor(from / HOUR); hour * HOUR < until; hour += 1) {
    for (const { ticket, chance } of ticketsOfHour(hour, seed, desk, ticketsPerDay, outages)) {
      if (ticket.openedAt < from) continue;
      const life = liveTicket(chance, desk, ticket);
      const facts = [...ticketFacts(ticket, life), ...surveyFacts(chance, ticket, life)];
      const delivery = new Chance(seed, DELIVERY, ticket.openedAt);
      for (const arrival of facts.flatMap((fact) => deliveriesOf(fact, source, delivery, options))) {
        const when = Math.floor(arrival.arrivesAt / HOUR);
        const others = arrivals.get(when);
        if (others === undefined) arrivals.set(when, [arrival]);
        else others.push(arrival);
      }
    }
    const arrived = arrivals.get(hour) ?? [];
    arrivals.delete(hour);
    yield* arrived.filter(({ arrivesAt }) => arrivesAt < until).sort(byArrival);
  }
}

function* ticketsOfHour(hour: number, seed: number, desk: Desk, ticketsPerDay: number, outages: OutageCalendar) {
  const arriving = new Chance(seed, TICKETS, hour);
  const start = hour * HOUR;
  const outage = outages.at(start + HOUR / 2);
  const usual = (ticketsPerDay / 24) * busyness(start);
  const weights = desk.services.reduce((sum, { weight }) => sum + weight, 0);
  const extra = outage === undefined ? 0 : (usual * outage.service.weight * OUTAGE_FACTOR) / weights;
  const count = arriving.count(usual);
  const total = count + arriving.count(extra);
  for (let number = 0; number < total; number += 1) {
    // Each ticket has its own stream: how one of them went says nothing about the next.
    const chance = new Chance(seed, TICKETS, hour, number + 1);
    const openedAt = start + Math.floor(chance.next() * HOUR);
    const service = number >= count && outage !== undefined ? outage.service : chance.weighted(desk.services);
    const ticket: TicketCase = {
      ticketId: `T-${seed}-${hour}-${number + 1}`,
      openedAt,
      service,
      channel: chance.weighted(desk.channels),
      priority: chance.weighted(desk.priorities),
      company: chance.weighted(desk.companies),
      topic: chance.pick(service.topics),
      outage: outages.at(openedAt)?.service === service,
    };
    yield { ticket, chance };
  }
}

function deliveriesOf(
  fact: DeskFact,
  source: string,
  chance: Chance,
  { late = 0, duplicates = 0 }: DeskOptions,
): DeskEvent[] {
  const delay = chance.happens(late) ? chance.whole(60, 720) * MINUTE : chance.whole(200, 4_000);
  const arrivesAt = fact.at + delay;
  const first = { arrivesAt, event: toEvent(fact, source, arrivesAt) };
  if (!chance.happens(duplicates)) return [first];
  return [first, { ...first, arrivesAt: arrivesAt + chance.whole(1, 60) * MINUTE }];
}

function byArrival(a: DeskEvent, b: DeskEvent): number {
  return a.arrivesAt - b.arrivesAt || (a.event.id < b.event.id ? -1 : a.event.id > b.event.id ? 1 : 0);
}
