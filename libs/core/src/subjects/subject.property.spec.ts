import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contribution } from '#core/facts';
import {
  learn,
  newSubject,
  readSubject,
  subjectOf,
  unheardOf,
  writeGrowth,
  writeSubject,
  type ArrivedEvent,
  type Subject,
} from '#core/subjects';
import { arrivingHistories } from '../../../../test/generators/histories.ts';
import { lineOf, naiveFacts, textOf } from '../../../../test/oracle/naive-facts.ts';

/** What a projector does with batches, in memory: each subject is told of what it has not heard of. */
function project(
  batches: readonly (readonly ArrivedEvent[])[],
  store: (subject: Subject) => Subject = (subject) => subject,
): { readonly contributions: readonly Contribution[]; readonly subjects: ReadonlyMap<string, Subject> } {
  const subjects = new Map<string, Subject>();
  const contributions: Contribution[] = [];
  for (const batch of batches) {
    const arrived = new Map<string, ArrivedEvent[]>();
    for (const event of batch) {
      const of = subjectOf(event.data);
      arrived.set(of.key, [...(arrived.get(of.key) ?? []), event]);
      if (!subjects.has(of.key)) subjects.set(of.key, newSubject(of.kind, of.key));
    }
    for (const [key, events] of arrived) {
      const subject = subjects.get(key) as Subject;
      const fresh = unheardOf(subject, events);
      if (fresh.length === 0) continue;
      const learned = learn(subject, fresh);
      subjects.set(key, store(learned.subject));
      contributions.push(...learned.contributions);
    }
  }
  return { contributions, subjects };
}

/** What contributions sum up to, as text; a fact that was taken back more often than added shows as an error. */
function sumOf(contributions: readonly Contribution[]): string {
  const sum = new Map<string, number>();
  for (const { fact, weight } of contributions) sum.set(lineOf(fact), (sum.get(lineOf(fact)) ?? 0) + weight);
  const lines = [...sum].flatMap(([line, weight]) =>
    weight < 0 ? [`${weight} × ${line}`] : Array<string>(weight).fill(line),
  );
  return lines.sort().join('\n');
}

const few = arrivingHistories({ tickets: 2, responses: 1, cases: 1 });

describe('what subjects contribute', () => {
  it('sums up to the facts of all events, whatever the order, the batches and the duplicates', () => {
    fc.assert(
      fc.property(few, ({ events, batches }) => {
        const { contributions } = project(batches);
        expect(sumOf(contributions)).toBe(textOf(naiveFacts(events)));
        expect(contributions.filter(({ weight }) => weight === 0)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('sums up, for every instant, to the facts of the events that were known before it', () => {
    fc.assert(
      fc.property(few, ({ events, batches }) => {
        const { contributions } = project(batches);
        for (const known of new Set(events.map(({ knownAt }) => knownAt))) {
          for (const instant of [known, known + 1]) {
            const rows = contributions.filter(({ knownAt }) => knownAt < instant);
            const before = events.filter(({ knownAt }) => knownAt < instant);
            expect(sumOf(rows)).toBe(textOf(naiveFacts(before)));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a subject that was stored in between', () => {
  it('is the same subject, and contributes the same', () => {
    fc.assert(
      fc.property(few, ({ batches }) => {
        const kept = project(batches);
        const stored = project(batches, (subject) => {
          const read = readSubject(subject.kind, subject.key, writeSubject(subject));
          expect(read).toEqual(subject);
          expect(writeSubject(read)).toBe(writeSubject(subject));
          for (let known = 1; known <= subject.events.length; known += 1) {
            const before = { ...subject, events: subject.events.slice(0, known) } as Subject;
            expect(writeSubject(before) + writeGrowth(subject, known)).toBe(writeSubject(subject));
          }
          return read;
        });
        expect(stored.contributions).toEqual(kept.contributions);
      }),
      { numRuns: 200 },
    );
  });
});
