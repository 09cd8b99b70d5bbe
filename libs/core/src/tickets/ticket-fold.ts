import { mergeAttributes, type Attributes } from '#core/segments';
import type { Instant } from '#core/time';
import { Backlog } from './backlog.ts';
import { inTicketOrder, type TicketEvent, type TicketState, type TicketStateChanged } from './ticket-event.ts';
import type { Moment, TicketTimeline } from './ticket-timeline.ts';

type Phase = 'open' | 'resolved' | 'closed' | 'cancelled' | 'merged';

/** The phase that a state puts the ticket in; what is missing here happens to a ticket without moving it. */
const PHASES: Partial<Record<TicketState, Phase>> = {
  opened: 'open',
  pending: 'open',
  resumed: 'open',
  reopened: 'open',
  resolved: 'resolved',
  closed: 'closed',
  cancelled: 'cancelled',
  merged: 'merged',
};

/**
 * Folds a ticket from the set of its events; the order of the array does not matter.
 *
 * @param events all of the same ticket
 * @throws RangeError without events: there is no ticket then
 */
export function foldTicket(events: readonly TicketEvent[]): TicketTimeline {
  return foldOf(inTicketOrder(events)).timeline();
}

/**
 * `foldTicket` for one ticket asked again and again as its set of events grows: an event that comes last in the ticket's
 * life is taken in behind the others, any other folds the ticket anew. What it says never depends on what was asked.
 */
export function growingTicket(): (events: readonly TicketEvent[]) => TicketTimeline {
  let folded: { readonly fold: Fold; readonly events: readonly TicketEvent[]; readonly last: TicketEvent } | undefined;
  return (events) => {
    const added = folded === undefined ? undefined : addedInOrder(folded, events);
    if (folded !== undefined && added !== undefined) {
      for (const event of added) folded.fold.take(event.data);
      folded = { fold: folded.fold, events: [...events], last: added.at(-1) ?? folded.last };
    } else {
      const ordered = inTicketOrder(events);
      folded = { fold: foldOf(ordered), events: [...events], last: ordered.at(-1) as TicketEvent };
    }
    return folded.fold.timeline();
  };
}

/** @returns what `events` has more, in order, if all of it comes after what was folded; else `undefined` */
function addedInOrder(
  folded: { readonly fold: Fold; readonly events: readonly TicketEvent[]; readonly last: TicketEvent },
  events: readonly TicketEvent[],
): readonly TicketEvent[] | undefined {
  if (folded.events.some((event, i) => event !== events[i])) return undefined;
  const added = inTicketOrder(events.slice(folded.events.length));
  const [first] = added;
  if (first !== undefined && inTicketOrder([first, folded.last])[1] === first) {
    return added.every(({ data }) => folded.fold.keepsOpening(data)) ? added : undefined;
  }
  return first === undefined ? added : undefined;
}

function foldOf(ordered: readonly TicketEvent[]): Fold {
  const fold = new Fold(openedAtOf(ordered.map((event) => event.data)));
  for (const event of ordered) fold.take(event.data);
  return fold;
}

/** The last word of the source; without one, the first `opened`; without that, the first event. */
function openedAtOf(ordered: readonly TicketStateChanged[]): Instant {
  const word = ordered.findLast((event) => event.openedAt !== undefined)?.openedAt;
  const opened = ordered.find((event) => event.state === 'opened') ?? ordered[0];
  if (opened === undefined) throw new RangeError('a ticket is folded from at least one event');
  return word ?? opened.at;
}

/** What is known of a ticket before its first event. */
const NOTHING_KNOWN: Attributes = {};

/** A ticket's life taken in event by event, in the order of `inTicketOrder`. */
class Fold {
  private readonly openedAt: Instant;
  private readonly past: (Moment & { readonly state: TicketState })[] = [];
  private readonly backlog: Backlog;
  private attributes: Attributes = NOTHING_KNOWN;
  private phase: Phase = 'open';
  private firstResponse: Moment | undefined;
  private responses = 0;
  private readonly assignments: Moment[] = [];
  private readonly reopenings: Moment[] = [];
  private resolution: Moment | undefined;
  private closing: Moment | undefined;
  private cancellation: Moment | undefined;
  private dueAt: Instant | undefined;
  private verdict: boolean | undefined;
  private readonly counted: { contacts?: number; reassignments?: number; reopens?: number } = {};

  constructor(openedAt: Instant) {
    this.openedAt = openedAt;
    this.backlog = new Backlog(openedAt);
  }

  /** Whether the opening stays where it is when this event is known too. */
  keepsOpening({ state, openedAt }: TicketStateChanged): boolean {
    return openedAt === undefined ? state !== 'opened' : openedAt === this.openedAt;
  }

  take(event: TicketStateChanged): void {
    this.attributes = mergeAttributes(this.attributes, event.attributes);
    const moment = { at: event.at, attributes: this.attributes };
    this.past.push({ ...moment, state: event.state });
    this.count(event);
    if (event.sla.dueAt !== undefined) this.dueAt = event.sla.dueAt;
    if (event.sla.met !== undefined) this.verdict = event.sla.met;
    if (event.state === 'responded') {
      this.responses += 1;
      this.firstResponse ??= moment;
    }
    if (event.state === 'assigned') this.assignments.push(moment);
    const phase = PHASES[event.state];
    if (phase !== undefined) this.enter(phase, moment);
    this.hearResolution(event, moment);
    this.backlog.move(event.at, this.phase === 'open' || this.phase === 'resolved', this.attributes);
  }

  timeline(): TicketTimeline {
    return {
      opened: this.opening(),
      firstResponse: this.firstResponse,
      assignments: this.assignments,
      reopenings: this.reopenings,
      resolution: this.resolution,
      closing: this.closing,
      cancellation: this.cancellation,
      backlog: this.backlog.spells,
      contacts: this.counted.contacts ?? this.responses,
      reassignments: this.counted.reassignments ?? Math.max(0, this.assignments.length - 1),
      reopens: this.counted.reopens ?? this.reopenings.length,
      sla: this.sla(),
    };
  }

  private enter(phase: Phase, moment: Moment): void {
    // Leaving an end is a reopening, whatever the source calls it; nothing that was reached before stands any longer.
    if (phase === 'open' && this.phase !== 'open') {
      this.reopenings.push(moment);
      this.resolution = undefined;
    }
    if (phase === 'resolved') this.resolution = moment;
    this.closing = phase === 'closed' ? moment : undefined;
    this.cancellation = phase === 'cancelled' ? moment : undefined;
    this.phase = phase;
  }

  private hearResolution({ state, resolvedAt }: TicketStateChanged, moment: Moment): void {
    if (this.phase !== 'resolved' && this.phase !== 'closed') return;
    if (resolvedAt === null && state === 'closed') this.resolution = undefined;
    if (typeof resolvedAt !== 'number' || resolvedAt === this.resolution?.at) return;
    // A `resolved` event is the resolution itself; told by another one, it happened under what held at that instant.
    const attributes = state === 'resolved' ? moment.attributes : this.attributesAt(resolvedAt);
    this.resolution = { at: resolvedAt, attributes };
  }

  /** At one instant a ticket may be opened and assigned: the opening comes before the assignment. */
  private opening(): Moment {
    const told = this.past.find(({ at, state }) => at === this.openedAt && state === 'opened');
    return { at: this.openedAt, attributes: told?.attributes ?? this.attributesAt(this.openedAt) };
  }

  /** What held at an instant; before the first event, what the first event says. */
  private attributesAt(instant: Instant): Attributes {
    const moment = this.past.findLast(({ at }) => at <= instant) ?? this.past[0];
    return moment?.attributes ?? this.attributes;
  }

  /** Running totals only rise: one that is told too late must not lower them again. */
  private count(event: TicketStateChanged): void {
    for (const name of ['contacts', 'reassignments', 'reopens'] as const) {
      const said = event.counts[name];
      if (said !== undefined) this.counted[name] = Math.max(this.counted[name] ?? 0, said);
    }
  }

  /** The source's own verdict, else resolved (or at least closed) by the due instant. */
  private sla(): 'met' | 'missed' | undefined {
    if (this.verdict !== undefined) return this.verdict ? 'met' : 'missed';
    const end = this.resolution ?? this.closing;
    if (this.dueAt === undefined || end === undefined) return undefined;
    return end.at <= this.dueAt ? 'met' : 'missed';
  }
}
