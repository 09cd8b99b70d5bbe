import { attributesKey, sameAttributes } from '#core/segments';
import type { Instant } from '#core/time';
import type { Fact } from './fact.ts';

/** A fact added to the ledger (`weight` above zero) or taken back, and the instant from which that was known. */
export interface Contribution {
  readonly fact: Fact;
  readonly knownAt: Instant;
  readonly weight: number;
}

/** An event of a subject and when it became known. */
export interface Known {
  readonly knownAt: Instant;
}

/**
 * What a subject (a response, a ticket, a case) has to add to the ledger when more of its events arrive.
 *
 * For every instant K the rows known before K sum up to `factsOf(the events known before K)`, whatever order the events
 * arrived in. An event that arrives late but was known early therefore also rewrites what later events had caused.
 *
 * @param before the events the ledger already knows; @param arrived the new ones, at least one
 * @param factsOf the fold: a pure function of a *set* of events
 */
export function contributionsOf<E extends Known>(
  before: readonly E[],
  arrived: readonly E[],
  factsOf: (events: readonly E[]) => readonly Fact[],
): Contribution[] {
  const latestKnown = before.reduce((latest, event) => Math.max(latest, event.knownAt), -Infinity);
  if (arrived.every((event) => event.knownAt >= latestKnown)) return steps(before, arrived, factsOf);

  const balance = new Balance();
  for (const contribution of steps([], [...before, ...arrived], factsOf)) balance.add(contribution, 1);
  for (const contribution of steps([], before, factsOf)) balance.add(contribution, -1);
  return balance.contributions();
}

/** One step per known instant among `arrived`: what the fold says then, less what it said before. */
function steps<E extends Known>(
  before: readonly E[],
  arrived: readonly E[],
  factsOf: (events: readonly E[]) => readonly Fact[],
): Contribution[] {
  const sorted = [...arrived].sort((a, b) => a.knownAt - b.knownAt);
  const contributions: Contribution[] = [];
  const seen = [...before];
  let standing = before.length === 0 ? [] : factsOf(before);
  for (let from = 0; from < sorted.length;) {
    const knownAt = (sorted[from] as E).knownAt;
    let to = from;
    while (to < sorted.length && sorted[to]?.knownAt === knownAt) to += 1;
    seen.push(...sorted.slice(from, to));
    const next = factsOf(seen);
    contributions.push(...difference(standing, next, knownAt));
    standing = next;
    from = to;
  }
  return contributions;
}

/**
 * What turns the facts that stood into those that stand next. Most events leave most facts as they were, in the same
 * places: those are passed over before the rest is weighed.
 */
function difference(standing: readonly Fact[], next: readonly Fact[], knownAt: Instant): Contribution[] {
  const shorter = Math.min(standing.length, next.length);
  let from = 0;
  while (from < shorter && isSameFact(standing[from] as Fact, next[from] as Fact)) from += 1;
  let behind = 0;
  while (behind < shorter - from && isSameFact(standing.at(-1 - behind) as Fact, next.at(-1 - behind) as Fact))
    behind += 1;
  const taken = standing.slice(from, standing.length - behind);
  const added = next.slice(from, next.length - behind);
  // What only moved to another place among the others cancels out, one by one.
  const gone = taken.filter((fact) => {
    const place = added.findIndex((other) => isSameFact(fact, other));
    if (place >= 0) added.splice(place, 1);
    return place < 0;
  });
  return [
    ...gone.map((fact) => ({ fact, knownAt, weight: -1 })),
    ...added.map((fact) => ({ fact, knownAt, weight: 1 })),
  ];
}

function isSameFact(a: Fact, b: Fact): boolean {
  if (a === b) return true;
  return (
    a.kind === b.kind &&
    a.at === b.at &&
    a.measures.length === b.measures.length &&
    a.measures.every((measure, i) => measure === b.measures[i]) &&
    sameAttributes(a.attributes, b.attributes)
  );
}

/** A multiset of contributions in which equal facts of opposite weight cancel out. */
class Balance {
  private readonly entries = new Map<string, Contribution>();

  add(contribution: Contribution, times: 1 | -1): void {
    const key = `${contribution.knownAt} ${factKey(contribution.fact)}`;
    const weight = (this.entries.get(key)?.weight ?? 0) + times * contribution.weight;
    this.entries.set(key, { ...contribution, weight });
  }

  /** Takings-back first, so that nothing that reads the rows in order counts a fact twice. */
  contributions(): Contribution[] {
    const left = [...this.entries.values()].filter((entry) => entry.weight !== 0);
    return [...left.filter((entry) => entry.weight < 0), ...left.filter((entry) => entry.weight > 0)];
  }
}

/** A text that two facts share exactly when they are equal. */
export function factKey(fact: Fact): string {
  return `${fact.kind} ${fact.at} ${fact.measures.join(',')} ${attributesKey(fact.attributes)}`;
}
