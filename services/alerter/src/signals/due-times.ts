import { dueTicketOf, followDue, judgeDue, type DueRule, type ToldAlert } from '#core/alerts';
import type { Instant } from '#core/time';
import { TOPICS } from '#libs/events';
import {
  dueTicketsAwake,
  loadAlertsById,
  loadSubjects,
  moveAlong,
  PROJECTION_READ,
  saveAlerts,
  saveDueTickets,
  stretchesBehind,
  ticketsOfStretch,
  type Database,
  type PlacedDueTicket,
  type Queries,
  type Stretch,
} from '#libs/postgres';
import type { Clock } from '#libs/runtime';
import { alertIdOf } from '../alerting/alert-id.ts';
import { tellSteps, type Audience } from '../alerting/tell.ts';

/** The name under which is kept how far the projector's journal was read for due times. */
const DUE_TIMES = 'due-times';

/** Records of a partition, or tickets whose time has come, that are taken in one transaction. */
const AT_ONCE = 1_000;

/** Such transactions in a row. */
const MOST_ROUNDS = 20;

export interface DueTimesSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly rules: readonly DueRule[];
  readonly audience: Audience;
}

/**
 * Watches the due times of tickets: what the projector has learnt of tickets is read behind it, and the clock does the rest.
 * Whatever is found is written with how far was read, so that a crash neither loses nor repeats an alert.
 */
export class DueTimes {
  private readonly settings: DueTimesSettings;

  constructor(settings: DueTimesSettings) {
    this.settings = settings;
  }

  /**
   * Takes in what was learnt, and looks at the clock; of a long history only a part, so that a stop need not wait for it.
   *
   * @returns the alerts that have made a step
   */
  async follow(): Promise<readonly ToldAlert[]> {
    if (this.settings.rules.length === 0) return [];
    return [...(await this.hear()), ...(await this.wake())];
  }

  private async hear(): Promise<readonly ToldAlert[]> {
    const { database } = this.settings;
    const wanted = { ahead: PROJECTION_READ, behind: DUE_TIMES, limit: AT_ONCE };
    const steps: ToldAlert[] = [];
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const stretches = await stretchesBehind(database, TOPICS.ticketState, wanted);
      if (stretches.length === 0) break;
      for (const stretch of stretches) steps.push(...(await database.transaction((tx) => this.learn(tx, stretch))));
    }
    return steps;
  }

  private async wake(): Promise<readonly ToldAlert[]> {
    const steps: ToldAlert[] = [];
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { found, told } = await this.settings.database.transaction(async (tx) => {
        const tickets = await dueTicketsAwake(tx, this.settings.clock(), AT_ONCE);
        const awake = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
        return { found: tickets.length, told: await this.judge(tx, awake) };
      });
      steps.push(...told);
      if (found < AT_ONCE) break;
    }
    return steps;
  }

  private async learn(tx: Queries, stretch: Stretch): Promise<readonly ToldAlert[]> {
    await moveAlong(tx, DUE_TIMES, stretch);
    const ids = await ticketsOfStretch(tx, stretch);
    const subjects = await loadSubjects(tx, 'ticket', ids);
    const tickets = ids.map((id): [string, PlacedDueTicket | undefined] => {
      const subject = subjects.get(id)?.subject;
      return [id, subject?.kind === 'ticket' ? dueTicketOf(id, subject.events) : undefined];
    });
    return this.judge(tx, new Map(tickets));
  }

  private async judge(
    tx: Queries,
    tickets: ReadonlyMap<string, PlacedDueTicket | undefined>,
  ): Promise<readonly ToldAlert[]> {
    const { rules, clock, audience } = this.settings;
    const at = clock();
    const pairs = [...tickets].flatMap(([ticketId, ticket]) =>
      rules.map((rule) => ({ rule, ticketId, ticket, alertId: alertIdOf(rule.id, `ticket ${ticketId}`) })),
    );
    const told = await loadAlertsById(
      tx,
      pairs.map(({ alertId }) => alertId),
    );
    const steps = pairs.flatMap(({ rule, ticketId, ticket, alertId }) => {
      return followDue(rule, { alertId, ticketId }, ticket, told.get(alertId), at) ?? [];
    });
    const rows = [...tickets].map(([ticketId, ticket]) => ({ ticketId, ticket, wakeAt: this.wakeAt(ticket, at) }));
    await saveDueTickets(tx, rows);
    await saveAlerts(tx, steps);
    await tellSteps(tx, audience, steps, at);
    return steps;
  }

  private wakeAt(ticket: PlacedDueTicket | undefined, at: Instant): Instant | undefined {
    if (ticket === undefined) return undefined;
    const wakes = this.settings.rules.flatMap((rule) => {
      const standing = judgeDue(rule, ticket, at);
      return standing.says === 'waiting' ? [standing.wakeAt] : [];
    });
    return wakes.length === 0 ? undefined : Math.min(...wakes);
  }
}
