import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { historyOf, isSignalRule, loadAlertRules, stepsThatWouldBeTold } from '#core/alerts';
import { loadCatalogue } from '#core/kpis';
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from '#core/time';
import { SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { SignalJudging } from '#services/alerter';
import { PaneMerger } from '#services/reader';
import { pastEvent } from '../../services/barometer/src/alerts/past-events.ts';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';
import { givenAudience } from './given-audience.fixture.ts';
import { startPipeline, type Pipeline } from './pipeline.ts';

const START = parseInstant('2026-03-02T00:00:00Z') as number;

const spike = {
  kind: 'volume',
  id: 'spike',
  title: 'Spike',
  severity: 'critical',
  fact: 'opened',
  cuts: [[], ['channel']],
  factor: 2,
  evidence: 10,
  floor: 8,
  weeks: 2,
  overdispersion: 0.1,
};
const silent = {
  kind: 'silence',
  id: 'silent',
  title: 'Silent',
  severity: 'warning',
  fact: 'opened',
  cuts: [['channel']],
  reference: '30d',
  minDays: 8,
  chance: 0.2,
  leastQuiet: '2d',
};

let postgres: TestPostgres;
let pipeline: Pipeline;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  pipeline = await startPipeline(postgres, 1);
});
afterEach(async () => pipeline.close());

function opened(ticketId: string, at: number, channel: string): DeskEvent {
  const head = { specversion: '1.0', id: ticketId, source: 'test', type: 'ticket.state-changed.v1' } as const;
  const data = { ticketId, state: 'opened', at: formatInstant(at), attributes: { channel } };
  return { arrivesAt: at, event: { ...head, time: formatInstant(at), datacontenttype: 'application/json', data } };
}

const each = (hours: number, from: number, perHour: number, channel: string): DeskEvent[] =>
  Array.from({ length: hours * perHour }, (_, i) => {
    const at = from + Math.floor(i / perHour) * HOUR + (i % perHour) * MINUTE + 30_000;
    return opened(`${channel}-${at}`, at, channel);
  });

/** Feeds all events as they come, judging every few hours, and gives the steps that were told and those of a dry run. */
async function play(rule: object, events: readonly DeskEvent[], from: number, to: number) {
  const own = { version: 1, off: loadAlertRules().rules.map(({ id }) => id), rules: [rule] };
  const rules = loadAlertRules(own);
  const { database } = pipeline;
  let now = from + 10_000;
  const judging = new SignalJudging({
    database,
    segments: new SegmentDirectory(database),
    catalogue: loadCatalogue(),
    clock: () => now,
    rules: rules.rules.filter(isSignalRule),
    audience: givenAudience('topic:alert-changed'),
  });
  const merger = new PaneMerger(database);
  let fed = 0;
  const told: string[] = [];
  for (; now <= to; now += HOUR) {
    const arrived = events.filter(({ arrivesAt }) => arrivesAt <= now);
    if (arrived.length > fed) await pipeline.feed(arrived.slice(fed));
    fed = arrived.length;
    // The newest rows are read from behind the panes.
    if (Math.floor(now / HOUR) % 3 === 0) await merger.mergeAll();
    const judged = await judging.judge();
    told.push(
      ...(judged?.steps ?? []).map(
        (step) => `${step.state} ${JSON.stringify(step.segment)} ${formatInstant(step.changedAt)}`,
      ),
    );
  }
  const arrived = events.flatMap(({ event }) => pastEvent(JSON.stringify(event), to) ?? []);
  const dry = stepsThatWouldBeTold(rules, historyOf(arrived), from, to, { every: HOUR }).map(
    ({ state, labels, at }) => {
      const segment = labels['channel'] === undefined ? {} : { channel: labels['channel'] };
      return `${state} ${JSON.stringify(segment)} ${formatInstant(at)}`;
    },
  );
  return { told: told.sort(), dry: dry.sort() };
}

describe('a volume rule', () => {
  it('finds a spike when a dry run does, of the whole desk and of its channel, and its end', async () => {
    const begins = START + 15 * DAY;
    const events = [
      ...each(18 * 24, START, 2, 'phone'),
      ...each(18 * 24, START, 1, 'email'),
      ...each(3, begins, 30, 'chat'),
    ].sort((a, b) => a.arrivesAt - b.arrivesAt);
    const { told, dry } = await play(spike, events, begins - 3 * HOUR, begins + 60 * HOUR);
    expect(told).toEqual(dry);
    expect(told.map((step) => step.split(' ')[0])).toEqual(['firing', 'firing', 'resolved', 'resolved']);
  });
});

describe('a silence rule', () => {
  it('finds a channel that has gone quiet when a dry run does, and its return', async () => {
    const quiet = START + 12 * DAY;
    const events = [...each(12 * 24, START, 1, 'phone'), ...each(2, quiet + 6 * DAY, 1, 'phone')];
    const { told, dry } = await play(silent, events, quiet - HOUR, quiet + 6 * DAY + 4 * HOUR);
    expect(told.map((step) => step.split(' ')[0])).toEqual(['firing', 'resolved']);
    expect(told).toEqual(dry);
  });
});
