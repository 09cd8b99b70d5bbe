import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '#core/time';
import { decodeEnvelope, readStructured } from '#libs/events';
import type { OutgoingEvent } from '../delivery/outgoing-event.ts';
import { deskEvents, type DeskOptions } from './desk-events.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

const chosenOptions = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000_000 }),
    start: fc.integer({ min: 0, max: 400 * DAY }),
    length: fc.integer({ min: 0, max: 3 * DAY }),
    ticketsPerDay: fc.integer({ min: 1, max: 150 }),
    duplicates: fc.constantFrom(0, 0.2),
    late: fc.constantFrom(0, 0.2),
  })
  .map(({ start, length, ...rest }): DeskOptions => {
    const from = NOW - 405 * DAY + start;
    return { ...rest, from, until: from + length };
  });

function forAnyDesk(property: (options: DeskOptions) => void): void {
  fc.assert(
    fc.property(chosenOptions, (options) => {
      property(options);
    }),
    { numRuns: 25 },
  );
}

const texts = (options: DeskOptions) => [...deskEvents(options)].map((arrival) => JSON.stringify(arrival));

describe('a simulated desk', () => {
  it('is the same for the same options', () => {
    forAnyDesk((options) => expect(texts(options)).toEqual(texts(options)));
  });

  it('arrives in order, inside the span, and never before it happened', () => {
    forAnyDesk((options) => {
      const arrivals = [...deskEvents(options)];
      const times = arrivals.map(({ arrivesAt }) => arrivesAt);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((time) => time >= options.from && time < options.until)).toBe(true);
      const early = arrivals.filter(({ arrivesAt, event: { time, recordedtime = '' } }) => {
        return recordedtime < time || Date.parse(recordedtime) > arrivesAt;
      });
      expect(early).toEqual([]);
    });
  });

  it('goes on as it began: a later end only adds events', () => {
    forAnyDesk((options) => {
      const shorter = texts(options);
      expect(texts({ ...options, until: options.until + 5 * HOUR }).slice(0, shorter.length)).toEqual(shorter);
    });
  });

  it('does not change when it is looked at from another start', () => {
    forAnyDesk((options) => {
      const seen = new Set(texts(options));
      expect(texts({ ...options, from: options.from + 7 * HOUR }).filter((text) => !seen.has(text))).toEqual([]);
    });
  });

  it('sends only events that Barometer accepts', () => {
    forAnyDesk((options) => {
      const refused = [...deskEvents(options)].filter(({ event }) => {
        const read = readStructured(JSON.stringify(event), event, NOW);
        return !read.ok || !decodeEnvelope(read.envelope, NOW).ok;
      });
      expect(refused).toEqual([]);
    });
  });

  it('gives every event its own id, however often it comes', () => {
    forAnyDesk((options) => {
      const events = [...deskEvents(options)].map(({ event }) => event);
      expect(new Set(events.map(({ id }) => id)).size).toBe(new Set(events.map((event) => JSON.stringify(event))).size);
    });
  });

  it('lets every ticket live in order: opened first, times and sequence rising, nothing after the end', () => {
    forAnyDesk((options) => {
      const tickets = new Map<string, OutgoingEvent[]>();
      for (const { event } of deskEvents({ ...options, duplicates: 0, late: 0, until: options.until + 10 * DAY })) {
        const { ticketId, state } = event.data as { ticketId?: string; state?: string };
        if (ticketId === undefined || state === undefined) continue;
        if (state === 'opened') tickets.set(ticketId, []);
        tickets.get(ticketId)?.push(event);
      }
      for (const events of tickets.values()) expect(faultOf(events)).toBeUndefined();
    });
  });
});

const ENDS = ['closed', 'cancelled', 'merged'];

/** What is wrong with the order of a ticket's events; the words are for a failing test. */
function faultOf(events: readonly OutgoingEvent[]): string | undefined {
  const changes = events
    .map(({ time, data }) => ({ time, ...(data as { state: string; sequence: number; counts: { reopens: number } }) }))
    .toSorted((a, b) => a.sequence - b.sequence);
  const states = changes.map(({ state }) => state).join(' ');
  if (!states.startsWith('opened')) return `begins with ${states}`;
  const broken = changes.findIndex(({ time, sequence }, place) => {
    return sequence !== place + 1 || (place > 0 && time <= (changes[place - 1]?.time ?? ''));
  });
  if (broken !== -1) return `change ${broken} of ${states} is out of order`;
  if (changes.slice(0, -1).some(({ state }) => ENDS.includes(state))) return `goes on after its end: ${states}`;
  const reopened = changes.filter(({ state }) => state === 'reopened').length;
  return changes.at(-1)?.counts.reopens === reopened ? undefined : `counts its reopenings wrong: ${states}`;
}
