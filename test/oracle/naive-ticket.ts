import type { Fact, FactKind } from '#core/facts';
import type { Attributes } from '#core/segments';
import type { ArrivedEvent } from '#core/subjects';
import type { TicketStateChanged } from '#core/tickets';

/** The life of a ticket, state by state; ties of `at` and `sequence` are settled by it. */
const LIFE = [
  'opened',
  'assigned',
  'responded',
  'pending',
  'resumed',
  'escalated',
  'resolved',
  'reopened',
  'closed',
  'cancelled',
  'merged',
];

/** One event with everything that can be said of the ticket just after it. */
interface Step {
  readonly event: TicketStateChanged;
  readonly at: number;
  readonly phase: string;
  readonly attributes: Attributes;
}

/** A ticket's steps in order, each computed anew from the list of events. */
function stepsOf(events: readonly ArrivedEvent[]): Step[] {
  const sorted = [...events].sort(before).map(({ data }) => data as TicketStateChanged);
  return sorted.map((event, i) => {
    const past = sorted.slice(0, i + 1);
    const moved = past.filter(({ state }) => phaseOf(state) !== undefined).at(-1);
    return {
      event,
      at: event.at,
      phase: moved === undefined ? 'open' : (phaseOf(moved.state) as string),
      attributes: Object.assign({}, ...past.map(({ attributes }) => attributes)) as Attributes,
    };
  });
}

/** The last word on the opening, else the first `opened`, else the first event. */
function openedAtOf(steps: readonly Step[]): number {
  const words = steps.flatMap(({ event }) => (event.openedAt === undefined ? [] : [event.openedAt]));
  const opened = steps.filter(({ event }) => event.state === 'opened');
  return words.at(-1) ?? opened[0]?.at ?? (steps[0] as Step).at;
}

/** The facts of one ticket. */
export function naiveTicketFacts(events: readonly ArrivedEvent[]): Fact[] {
  const steps = stepsOf(events);
  const openedAt = openedAtOf(steps);
  const facts: Fact[] = [];
  const say = (kind: FactKind, at: number, attributes: Attributes, ...measures: number[]) =>
    facts.push({ kind, at, attributes, measures });
  const since = (at: number) => (at < openedAt ? -1 : at - openedAt);

  const opening = steps.find(({ at, event }) => at === openedAt && event.state === 'opened');
  say('opened', openedAt, opening?.attributes ?? heldAt(steps, openedAt));

  const responses = steps.filter(({ event }) => event.state === 'responded');
  for (const { at, attributes } of responses.slice(0, 1)) say('first-responded', at, attributes, since(at));
  const assignments = steps.filter(({ event }) => event.state === 'assigned');
  for (const { at, attributes } of assignments) say('assigned', at, attributes);
  const reopenings = steps.filter(
    ({ event }, i) => phaseOf(event.state) === 'open' && phaseBefore(steps, i) !== 'open',
  );
  for (const { at, attributes } of reopenings) say('reopened', at, attributes);

  const resolution = resolutionOf(steps.slice(steps.findLastIndex((step) => reopenings.includes(step)) + 1), steps);
  if (resolution !== undefined) say('resolved', resolution.at, resolution.attributes, since(resolution.at));

  const moved = steps.filter(({ event }) => phaseOf(event.state) !== undefined).at(-1);
  if (moved?.event.state === 'cancelled') say('cancelled', moved.at, moved.attributes);
  if (moved?.event.state === 'closed') {
    const verdict = steps.flatMap(({ event }) => (event.sla.met === undefined ? [] : [event.sla.met])).at(-1);
    const dueAt = steps.flatMap(({ event }) => (event.sla.dueAt === undefined ? [] : [event.sla.dueAt])).at(-1);
    const end = resolution?.at ?? moved.at;
    const met = verdict ?? (dueAt === undefined ? undefined : end <= dueAt);
    say(
      'closed',
      moved.at,
      moved.attributes,
      met === undefined ? -1 : Number(met),
      totalOf(steps, 'contacts') ?? responses.length,
      totalOf(steps, 'reassignments') ?? Math.max(0, assignments.length - 1),
      totalOf(steps, 'reopens') ?? reopenings.length,
      since(moved.at),
      resolution === undefined ? -1 : since(resolution.at),
    );
  }
  return [...facts, ...backlogFacts(steps, openedAt)];
}

/** What held at an instant: the last step by then, else the first of all. */
function heldAt(steps: readonly Step[], instant: number): Attributes {
  const step = steps.filter(({ at }) => at <= instant).at(-1) ?? steps[0];
  if (step === undefined) throw new RangeError('a ticket without events');
  return step.attributes;
}

/** @param since the steps after the last reopening; a reopening takes back whatever was resolved before */
function resolutionOf(
  since: readonly Step[],
  all: readonly Step[],
): { at: number; attributes: Attributes } | undefined {
  let resolution: { at: number; attributes: Attributes } | undefined;
  for (const { event, at, phase, attributes } of since) {
    if (event.state === 'resolved') resolution = { at, attributes };
    if (phase !== 'resolved' && phase !== 'closed') continue;
    if (event.state === 'closed' && event.resolvedAt === null) resolution = undefined;
    const word = event.resolvedAt ?? undefined;
    if (word === undefined || word === resolution?.at) continue;
    const past = all.slice(0, all.findIndex((step) => step.event === event) + 1);
    resolution = { at: word, attributes: event.state === 'resolved' ? attributes : heldAt(past, word) };
  }
  return resolution;
}

/** A ticket waits from its opening, under the attributes of the moment, until it is closed, cancelled or merged. */
function backlogFacts(steps: readonly Step[], openedAt: number): Fact[] {
  const first = steps[0] as Step;
  const states = [
    { at: openedAt, waits: true, attributes: first.attributes },
    ...steps.map(({ at, phase, attributes }) => ({ at: Math.max(at, openedAt), waits: waitsIn(phase), attributes })),
  ];
  const changes = states.filter((state, i) => i === 0 || !isSame(state, states[i - 1] as (typeof states)[number]));
  return changes.flatMap(({ at, waits, attributes }, i): Fact[] => {
    const until = changes[i + 1]?.at;
    if (!waits || at === until) return [];
    const entered: Fact = { kind: 'backlog-entered', at, attributes, measures: [] };
    return until === undefined ? [entered] : [entered, { kind: 'backlog-left', at: until, attributes, measures: [] }];
  });
}

/**
 * The attributes, as text, under which a ticket was in the backlog just before an instant; `undefined` when it was not.
 * Found without the facts: by what had been said until then.
 */
export function naiveBacklogAt(events: readonly ArrivedEvent[], instant: number): string | undefined {
  const steps = stepsOf(events);
  if (openedAtOf(steps) >= instant) return undefined;
  const last = steps.filter(({ at }) => at < instant).at(-1);
  if (last === undefined) return sortedText(heldAt(steps, -Infinity));
  return waitsIn(last.phase) ? sortedText(last.attributes) : undefined;
}

function waitsIn(phase: string): boolean {
  return phase === 'open' || phase === 'resolved';
}

function isSame(a: { waits: boolean; attributes: Attributes }, b: { waits: boolean; attributes: Attributes }): boolean {
  return a.waits === b.waits && (!a.waits || sortedText(a.attributes) === sortedText(b.attributes));
}

function sortedText(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function phaseOf(state: string): string | undefined {
  if (['opened', 'pending', 'resumed', 'reopened'].includes(state)) return 'open';
  return ['resolved', 'closed', 'cancelled', 'merged'].includes(state) ? state : undefined;
}

function phaseBefore(steps: readonly Step[], i: number): string {
  return steps[i - 1]?.phase ?? 'open';
}

/** The greatest running total that the source told. */
function totalOf(steps: readonly Step[], name: 'contacts' | 'reassignments' | 'reopens'): number | undefined {
  const told = steps.flatMap(({ event }) => (event.counts[name] === undefined ? [] : [event.counts[name]]));
  return told.length === 0 ? undefined : Math.max(...told);
}

function before(a: ArrivedEvent, b: ArrivedEvent): number {
  const [x, y] = [a.data as TicketStateChanged, b.data as TicketStateChanged];
  const keys: [number | string, number | string][] = [
    [x.at, y.at],
    [x.sequence, y.sequence],
    [LIFE.indexOf(x.state), LIFE.indexOf(y.state)],
    [a.id, b.id],
    [a.source, b.source],
  ];
  const difference = keys.find(([left, right]) => left !== right);
  if (difference === undefined) return 0;
  return difference[0] < difference[1] ? -1 : 1;
}
