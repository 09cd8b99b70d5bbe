import type { Fact, FactKind } from '#core/facts';
import type { Instant } from '#core/time';
import type { CaseChangedEvent, CaseStanding } from './case-changed.ts';
import { isClosedState } from './case-state.ts';

/**
 * The facts of a case as its changes stand, whatever order they came in: the highest version says what happened, all of them
 * together when the case was worked on. A withdrawn case has none: there was never an unhappy customer.
 */
export function caseFacts(events: readonly CaseChangedEvent[]): Fact[] {
  const versions = standingVersions(events);
  const last = versions.at(-1);
  if (last === undefined || last.state === 'withdrawn') return [];
  const { openedAt, attributes } = last;
  const fact = (kind: FactKind, at: Instant, ...measures: number[]): Fact => ({ kind, at, attributes, measures });
  const since = (kind: FactKind, at: Instant | undefined) =>
    at === undefined ? [] : [fact(kind, at, Math.max(0, at - openedAt))];
  return [
    fact('case-opened', openedAt, last.recoveredAt === undefined ? 0 : 1),
    ...since('case-acknowledged', last.acknowledgedAt),
    ...since('case-contacted', last.contactedAt),
    ...since('case-resolved', last.resolvedAt),
    ...since('case-recovered', last.recoveredAt),
    ...spellsOf(versions).flatMap(({ from, until }) =>
      until === undefined
        ? [fact('case-work-entered', from)]
        : [fact('case-work-entered', from), fact('case-work-left', until)],
    ),
  ];
}

interface Spell {
  readonly from: Instant;
  /** `undefined` while it lasts. */
  readonly until: Instant | undefined;
}

/** When somebody had to see to the case. A spell without length would add and take back at one instant. */
function spellsOf(versions: readonly CaseStanding[]): Spell[] {
  const spells: Spell[] = [];
  let from: Instant | undefined = versions[0]?.openedAt;
  for (const { state, at } of versions) {
    if (isClosedState(state) && from !== undefined) {
      // A clock that ran behind must not let it end before it began.
      spells.push({ from, until: Math.max(from, at) });
      from = undefined;
    } else if (!isClosedState(state) && from === undefined) {
      from = at;
    }
  }
  if (from !== undefined) spells.push({ from, until: undefined });
  return spells.filter((spell) => spell.from !== spell.until);
}

/** One standing for each version, in their order; of two that claim the same the one with the greater id (then source). */
function standingVersions(events: readonly CaseChangedEvent[]): CaseStanding[] {
  const sorted = [...events].sort((a, b) => a.data.version - b.data.version || compare(a, b));
  return sorted.filter((event, i) => sorted[i + 1]?.data.version !== event.data.version).map(({ data }) => data);
}

function compare(a: CaseChangedEvent, b: CaseChangedEvent): number {
  if (a.id !== b.id) return a.id > b.id ? 1 : -1;
  if (a.source === b.source) return 0;
  return a.source > b.source ? 1 : -1;
}
