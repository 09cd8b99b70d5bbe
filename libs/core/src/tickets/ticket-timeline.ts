import type { Attributes } from '#core/segments';
import { attributesKey } from '#core/segments';
import type { Instant } from '#core/time';
import type { TicketState, TicketStateChanged } from './ticket-event.ts';

/** An event of a ticket as the fold keeps it. `source` and `id` are the event's own: they break ties. */
export interface TicketEvent {
  readonly source: string;
  readonly id: string;
  readonly knownAt: Instant;
  readonly data: TicketStateChanged;
}

/** Something at an instant, with the ticket's attributes as they were then. */
export interface Moment {
  readonly at: Instant;
  readonly attributes: Attributes;
}

/** How long a ticket stood in the backlog under one set of attributes; `until` is absent while it still does. */
export interface BacklogSpell {
  readonly attributes: Attributes;
  readonly from: Instant;
  readonly until?: Instant;
}

/** A ticket's life as its events tell it. */
export interface TicketTimeline {
  readonly opened: Moment;
  readonly firstResponse: Moment | undefined;
  readonly assignments: readonly Moment[];
  readonly reopenings: readonly Moment[];
  /** The resolution that stands; a reopening takes it back. */
  readonly resolution: Moment | undefined;
  /** The closing that stands. A ticket that is closed again counts at the later instant. */
  readonly closing: Moment | undefined;
  readonly cancellation: Moment | undefined;
  readonly backlog: readonly BacklogSpell[];
  readonly contacts: number;
  readonly reassignments: number;
  readonly reopens: number;
  readonly sla: 'met' | 'missed' | undefined;
}

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
 * @param events at least one, all of the same ticket
 */
export function foldTicket(events: readonly TicketEvent[]): TicketTimeline {
  const ordered = [...events].sort(inOrder).map((event) => event.data);
  const openedAt = openedAtOf(ordered);
  const fold = new Fold(openedAt);
  for (const event of ordered) fold.take(event);
  return fold.timeline();
}

function inOrder(a: TicketEvent, b: TicketEvent): number {
  if (a.data.at !== b.data.at) return a.data.at - b.data.at;
  if (a.data.sequence !== b.data.sequence) return a.data.sequence - b.data.sequence;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.source < b.source ? -1 : a.source > b.source ? 1 : 0;
}

/** The last word of the source; without one, the first `opened`; without that, the first event. */
function openedAtOf(ordered: readonly TicketStateChanged[]): Instant {
  const word = ordered.findLast((event) => event.openedAt !== undefined)?.openedAt;
  const opened = ordered.find((event) => event.state === 'opened') ?? ordered[0];
  if (opened === undefined) throw new RangeError('a ticket is folded from at least one event');
  return word ?? opened.at;
}

class Fold {
  private readonly openedAt: Instant;
  private attributes: Attributes = {};
  private phase: Phase = 'open';
  private opened: Moment | undefined;
  private firstResponse: Moment | undefined;
  private responses = 0;
  private readonly assignments: Moment[] = [];
  private readonly reopenings: Moment[] = [];
  private resolution: Moment | undefined;
  private closing: Moment | undefined;
  private cancellation: Moment | undefined;
  private readonly backlog: BacklogSpell[] = [];
  private dueAt: Instant | undefined;
  private verdict: boolean | undefined;
  private readonly counted: { contacts?: number; reassignments?: number; reopens?: number } = {};

  constructor(openedAt: Instant) {
    this.openedAt = openedAt;
  }

  take(event: TicketStateChanged): void {
    this.attributes = merged(this.attributes, event.attributes);
    this.opened ??= { at: this.openedAt, attributes: this.attributes };
    this.count(event);
    if (event.sla.dueAt !== undefined) this.dueAt = event.sla.dueAt;
    if (event.sla.met !== undefined) this.verdict = event.sla.met;
    const moment = { at: event.at, attributes: this.attributes };
    if (event.state === 'responded') {
      this.responses += 1;
      this.firstResponse ??= moment;
    }
    if (event.state === 'assigned') this.assignments.push(moment);
    const phase = PHASES[event.state];
    if (phase !== undefined) this.enter(phase, moment);
    this.hearResolution(event, moment);
    this.moveInBacklog(event.at);
  }

  timeline(): TicketTimeline {
    return {
      opened: this.opened as Moment,
      firstResponse: this.firstResponse,
      assignments: this.assignments,
      reopenings: this.reopenings,
      resolution: this.resolution,
      closing: this.closing,
      cancellation: this.cancellation,
      backlog: this.backlog,
      contacts: this.counted.contacts ?? this.responses,
      reassignments: this.counted.reassignments ?? Math.max(0, this.assignments.length - 1),
      reopens: this.counted.reopens ?? this.reopenings.length,
      sla: this.sla(),
    };
  }

  private enter(phase: Phase, moment: Moment): void {
    if (phase === 'open' && (this.phase === 'resolved' || this.phase === 'closed')) {
      this.reopenings.push(moment);
      this.resolution = undefined;
    }
    if (phase === 'resolved') this.resolution = moment;
    this.closing = phase === 'closed' ? moment : undefined;
    this.cancellation = phase === 'cancelled' ? moment : undefined;
    this.phase = phase;
  }

  private hearResolution(event: TicketStateChanged, moment: Moment): void {
    if (this.phase !== 'resolved' && this.phase !== 'closed') return;
    if (event.resolvedAt === null && event.state === 'closed') this.resolution = undefined;
    if (typeof event.resolvedAt === 'number' && event.resolvedAt !== this.resolution?.at) {
      this.resolution = { at: event.resolvedAt, attributes: moment.attributes };
    }
  }

  private moveInBacklog(at: Instant): void {
    const waits = this.phase === 'open' || this.phase === 'resolved';
    // Some sources write a first row that is older than the opening they state; nobody waits before the opening.
    const instant = Math.max(at, this.openedAt);
    const last = this.backlog.at(-1);
    const standing = last !== undefined && last.until === undefined ? last : undefined;
    if (standing !== undefined && waits && attributesKey(standing.attributes) === attributesKey(this.attributes))
      return;
    if (standing !== undefined) this.backlog[this.backlog.length - 1] = { ...standing, until: instant };
    if (!waits) return;
    const from = last === undefined ? this.openedAt : instant;
    this.backlog.push({ attributes: this.attributes, from });
  }

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

/** Keeps the same object when nothing changed: keys of attributes are cached per object. */
function merged(known: Attributes, said: Attributes): Attributes {
  const together = { ...known, ...said };
  return attributesKey(together) === attributesKey(known) ? known : together;
}
