import { HOUR, MINUTE, type Instant } from '#core/time';
import type { TicketState } from '#core/tickets';
import type { Chance } from './chance.ts';
import type { Agent, Channel, Company, Desk, Priority, Service, Team } from './desk.ts';
import { slowness } from './rhythm.ts';

/** What a ticket is about and where it came from. */
export interface TicketCase {
  readonly ticketId: string;
  readonly openedAt: Instant;
  readonly service: Service;
  readonly channel: Channel;
  readonly priority: Priority;
  readonly company: Company;
  readonly topic: string;
  /** Opened during an outage of its service. */
  readonly outage: boolean;
}

/** One state change, with the ticket as it was then. */
export interface TicketChange {
  readonly state: TicketState;
  readonly at: Instant;
  readonly team: Team;
  readonly agent: Agent | undefined;
  readonly counts: { readonly contacts: number; readonly reassignments: number; readonly reopens: number };
}

/** How it all went, as the customer lived it. `undefined` where the ticket never came to that. */
export interface TicketLife {
  readonly changes: readonly TicketChange[];
  readonly dueAt: Instant;
  readonly respondedAt: Instant | undefined;
  readonly resolvedAt: Instant | undefined;
  readonly closedAt: Instant | undefined;
}

/** Lives a ticket through, from opening to its end, however far in the future that is. */
export function liveTicket(chance: Chance, desk: Desk, ticket: TicketCase): TicketLife {
  return new Life(chance, desk, ticket).live();
}

class Life {
  private readonly changes: TicketChange[] = [];
  private readonly counts = { contacts: 1, reassignments: 0, reopens: 0 };
  private now: Instant;
  private team: Team;
  private agent: Agent | undefined;
  private respondedAt: Instant | undefined;
  private resolvedAt: Instant | undefined;
  private closedAt: Instant | undefined;

  constructor(
    private readonly chance: Chance,
    desk: Desk,
    private readonly ticket: TicketCase,
  ) {
    this.now = ticket.openedAt;
    this.team = desk.firstLine;
  }

  live(): TicketLife {
    this.enter('opened');
    if (this.chance.happens(0.03)) this.after('cancelled', 40 * MINUTE);
    else if (this.chance.happens(this.ticket.outage ? 0.08 : 0.01)) this.after('merged', 25 * MINUTE);
    else this.work();
    const { respondedAt, resolvedAt, closedAt } = this;
    const dueAt = this.ticket.openedAt + this.ticket.priority.due * HOUR;
    return { changes: this.changes, dueAt, respondedAt, resolvedAt, closedAt };
  }

  private work(): void {
    const { chance, ticket } = this;
    this.assign(this.team, 6 * MINUTE);
    this.after('responded', ticket.channel.response * MINUTE);
    this.respondedAt = this.now;
    for (let handovers = 0; handovers < 4 && chance.happens(ticket.service.hardness); handovers += 1) {
      this.counts.reassignments += 1;
      this.assign(ticket.service.secondLine, 50 * MINUTE);
    }
    if (ticket.priority.due <= 8 && chance.happens(0.15)) this.after('escalated', 30 * MINUTE);
    if (chance.happens(0.25)) this.waitForCustomer();
    this.resolve(ticket.priority.work * HOUR);
    while (this.counts.reopens < 3 && chance.happens(ticket.outage ? 0.16 : 0.06)) this.reopen();
    // Most tickets close by themselves two days later; some customers say at once that all is well.
    if (chance.happens(0.6)) this.enter('closed', 48 * HOUR);
    else this.after('closed', 8 * HOUR);
    this.closedAt = this.now;
  }

  private assign(team: Team, median: number): void {
    this.wait(median);
    this.team = team;
    const others = team.agents.filter((agent) => agent !== this.agent);
    this.agent = this.chance.pick(others.length > 0 ? others : team.agents);
    this.enter('assigned');
  }

  private waitForCustomer(): void {
    this.after('pending', 40 * MINUTE);
    this.counts.contacts += 1;
    this.after('resumed', 5 * HOUR);
  }

  private resolve(median: number): void {
    this.after('resolved', median * (this.ticket.outage ? 2.2 : 1));
    this.resolvedAt = this.now;
  }

  private reopen(): void {
    this.counts.reopens += 1;
    this.counts.contacts += 1;
    this.after('reopened', 10 * HOUR);
    this.resolve((this.ticket.priority.work * HOUR) / 2);
  }

  private after(state: TicketState, median: number): void {
    this.wait(median);
    this.enter(state);
  }

  private wait(median: number): void {
    this.now += Math.max(1_000, Math.round(this.chance.around(median) * slowness(this.now)));
  }

  private enter(state: TicketState, later = 0): void {
    this.now += later;
    const { team, agent, counts } = this;
    this.changes.push({ state, at: this.now, team, agent, counts: { ...counts } });
  }
}
