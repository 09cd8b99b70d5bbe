import type { Fact } from '#core/facts';
import type { ArrivedEvent } from '#core/subjects';
import type { Instant } from '#core/time';
import { naiveFacts } from '../../../../test/oracle/naive-facts.ts';
import type { History } from '../history/history.ts';
import type { InputLog } from './input-log.ts';

/** Everything that should have been counted: the facts of every subject, from all its events at once. */
export class ExpectedFacts {
  private readonly history: History;
  private readonly input: InputLog;

  constructor(history: History, input: InputLog) {
    this.history = history;
    this.input = input;
  }

  /** Events that were to be sent and that the log does not hold. */
  missing(): string[] {
    const wanted = [...this.subjects()].flatMap((events) => events.map(({ id }) => id));
    return wanted.filter((id) => !this.input.firstTaken.has(id));
  }

  /** @param knownBefore only of what had become known before this instant */
  facts(knownBefore = Infinity): Fact[] {
    const facts: Fact[] = [];
    for (const events of this.subjects()) {
      const known = events.filter(({ knownAt }) => knownAt < knownBefore);
      if (known.length > 0) facts.push(...naiveFacts(known));
    }
    for (const changes of this.input.cases.values()) {
      facts.push(...naiveFacts(changes.filter(({ knownAt }) => knownAt < knownBefore)));
    }
    return facts;
  }

  /** The events of each subject, once each. */
  *subjects(): Generator<ArrivedEvent[]> {
    for (let index = 0; index < this.history.subjects; index += 1) {
      const { sendings } = this.history.subject(index);
      const once = new Map(sendings.map(({ event }) => [event.id, event]));
      yield [...once.values()].map(({ recordedAt, ...event }) => {
        const takenAt: Instant = this.input.firstTaken.get(event.id) ?? 0;
        return { ...event, knownAt: Math.min(recordedAt ?? takenAt, takenAt) };
      });
    }
  }
}
