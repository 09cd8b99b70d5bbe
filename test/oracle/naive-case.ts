import type { CaseChanged } from '#core/case-changes';
import type { Fact, FactKind } from '#core/facts';
import type { ArrivedEvent } from '#core/subjects';

const STEPS = [
  ['case-acknowledged', 'acknowledgedAt'],
  ['case-contacted', 'contactedAt'],
  ['case-resolved', 'resolvedAt'],
  ['case-recovered', 'recoveredAt'],
] as const;

const OVER = ['resolved', 'recovered', 'withdrawn'];

/** The facts of one case: none once it was withdrawn, else what its highest version tells, and when somebody had to see to it. */
export function naiveCaseFacts(events: readonly ArrivedEvent[]): Fact[] {
  const versions = [...new Set(events.map((event) => changeOf(event).version))].sort((a, b) => a - b);
  const changes = versions.map((version) => lastWord(events.filter((event) => changeOf(event).version === version)));
  const last = changes.at(-1) as CaseChanged;
  if (last.state === 'withdrawn') return [];
  const say = (kind: FactKind, at: number, ...measures: number[]): Fact => ({
    kind,
    at,
    attributes: last.attributes,
    measures,
  });
  const facts = [say('case-opened', last.openedAt, last.recoveredAt === undefined ? 0 : 1)];
  for (const [kind, field] of STEPS) {
    const at = last[field];
    if (at !== undefined) facts.push(say(kind, at, at < last.openedAt ? 0 : at - last.openedAt));
  }
  return [...facts, ...workOn(changes, say)];
}

/** Walks from change to change; whatever makes a case over ends the spell, whatever makes it not over begins one. */
function workOn(changes: readonly CaseChanged[], say: (kind: FactKind, at: number) => Fact): Fact[] {
  const facts: Fact[] = [];
  let since = changes[0]?.openedAt;
  for (const { state, at } of changes) {
    const isOver = OVER.includes(state);
    if (isOver && since !== undefined) {
      if (at > since) facts.push(say('case-work-entered', since), say('case-work-left', at));
      since = undefined;
    }
    if (!isOver) since ??= at;
  }
  return since === undefined ? facts : [...facts, say('case-work-entered', since)];
}

/** Of several that claim one version: the one with the greatest id, then source. */
function lastWord(events: readonly ArrivedEvent[]): CaseChanged {
  const rest = events.filter(
    (event) => !events.some((other) => other.id > event.id || (other.id === event.id && other.source > event.source)),
  );
  return changeOf(rest[0] as ArrivedEvent);
}

function changeOf({ data }: ArrivedEvent): CaseChanged {
  return data as CaseChanged;
}
