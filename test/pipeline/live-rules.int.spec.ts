import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { historyOf, isSignalRule, loadAlertRules, stepsThatWouldBeTold, type AlertRules } from '#core/alerts';
import { loadCatalogue } from '#core/kpis';
import { attributesKey } from '#core/segments';
import { HOUR, MINUTE, parseInstant } from '#core/time';
import { alertFeed, loadSignals, SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { SignalJudging } from '#services/alerter';
import { pastEvent } from '../../services/barometer/src/alerts/past-events.ts';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';
import { givenAnswer, type GivenAnswer } from './given-answers.fixture.ts';
import { givenAudience } from './given-audience.fixture.ts';
import { startPipeline, type Pipeline } from './pipeline.ts';

const START = parseInstant('2026-03-02T08:00:00Z') as number;
const rate = { kind: 'rate', kpi: 'csat', window: '1h', side: 'below', threshold: 70, resolveAt: 80, level: 0.9 };
const low = { ...rate, id: 'low', title: 'Low', severity: 'critical', minSamples: 5, cuts: [[], ['team']] };
const drop = { kind: 'drop', kpi: 'csat', window: '1h', side: 'down', falseDiscoveries: 0.1, leastChange: 5 };
const fell = { ...drop, id: 'fell', title: 'Fell', severity: 'warning', minSamples: 3, cuts: [['team']], for: '5m' };
const spent = {
  kind: 'budget',
  id: 'spent',
  title: 'Spent',
  severity: 'warning',
  kpi: 'csat',
  cuts: [[], ['team']],
  bad: { kind: 'class', class: 'dissatisfied' },
  budget: 0.2,
  tiers: [{ factor: 2, long: '1h', short: '10m', minBad: 3, severity: 'critical' }],
};

let postgres: TestPostgres;
let pipeline: Pipeline;
let now: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  pipeline = await startPipeline(postgres, 2);
  now = START;
});
afterEach(async () => pipeline.close());

function rulesOf(...rules: object[]): AlertRules {
  const shipped = loadAlertRules().rules.map(({ id }) => id);
  return loadAlertRules({ version: 1, off: shipped, rules });
}

function givenJudging({ rules }: AlertRules): SignalJudging {
  const { database } = pipeline;
  const destinations = ['topic:alert-changed', 'webhook:default'];
  const reading = { database, segments: new SegmentDirectory(database), catalogue: loadCatalogue() };
  return new SignalJudging({
    ...reading,
    clock: () => now,
    rules: rules.filter(isSignalRule),
    audience: givenAudience(...destinations),
  });
}

const answers = (count: number, from: number, score: number, name = `${from}`): GivenAnswer[] =>
  Array.from({ length: count }, (_, i) => ({ responseId: `${name}-${i}`, at: from + i * MINUTE, score }));

/** Feeds what has arrived by then, and judges as the ticker would a little later. */
async function passUntil(instant: number, judging: SignalJudging, given: readonly GivenAnswer[] = []) {
  await pipeline.feed(given.map(givenAnswer));
  now = instant + 10_000;
  return judging.judge();
}

const told = async (destination = 'webhook:default') => {
  const rows = await pipeline.database.query<{ event_id: string; body: string }>(
    'SELECT event_id, body FROM outbox WHERE destination = $1 ORDER BY sequence',
    [destination],
  );
  return rows.map(({ event_id: id, body }) => ({ id, ...(JSON.parse(body) as { state: string; segment: object }) }));
};

const ofDesk = async () => (await told()).filter(({ segment }) => Object.keys(segment).length === 0);

describe('a rate rule', () => {
  it('fires when the interval lies below, and is over when the value is back, not when the interval is', async () => {
    const judging = givenJudging(rulesOf(low));
    await passUntil(START, judging);
    await passUntil(START + 10 * MINUTE, judging, answers(8, START, 1));
    expect(await ofDesk()).toMatchObject([{ state: 'firing', rule: 'low', severity: 'critical' }]);
    // 20 of 28: the interval is no longer wholly below 70, the value not yet at 80.
    await passUntil(START + 40 * MINUTE, judging, answers(20, START + 11 * MINUTE, 5));
    expect(await ofDesk()).toHaveLength(1);
    await passUntil(START + 65 * MINUTE, judging, answers(20, START + 41 * MINUTE, 5));
    const steps = await ofDesk();
    expect(steps.map(({ state }) => state)).toEqual(['firing', 'resolved']);
    expect(await told('topic:alert-changed')).toEqual(await told());
    const [alert] = await alertFeed(pipeline.database, { rule: 'low' }, 10);
    expect(alert).toMatchObject({ state: 'resolved', step: 2, responseId: undefined });
    const [reading] = alert!.readings;
    expect(reading).toMatchObject({ kpi: 'csat', window: '1h', unit: 'percent', interval: { method: 'wilson' } });
    expect(reading!.n).toBeGreaterThan(20);
  });

  it('is withdrawn when its answers turn out to have been others', async () => {
    const judging = givenJudging(rulesOf({ ...low, cuts: [[]] }));
    await passUntil(START, judging);
    const bad = answers(8, START, 1);
    await passUntil(START + 10 * MINUTE, judging, bad);
    const arrivesAt = START + 25 * MINUTE;
    const corrected = bad.map((each) => ({ ...each, score: 5, revision: 1, arrivesAt }));
    await passUntil(START + 20 * MINUTE, judging, answers(1, START + 20 * MINUTE, 1));
    await passUntil(START + 30 * MINUTE, judging, corrected);
    expect((await ofDesk()).map(({ state }) => state)).toEqual(['firing', 'withdrawn']);
    expect((await ofDesk())[1]).toMatchObject({ summary: expect.stringContaining('withdrawn after a correction') });
  });

  it('ends when its rule is switched off', async () => {
    const judging = givenJudging(rulesOf(low));
    await passUntil(START, judging);
    await passUntil(START + 10 * MINUTE, judging, answers(8, START, 1));
    await passUntil(START + 11 * MINUTE, givenJudging(rulesOf(fell)));
    expect((await ofDesk()).map(({ state }) => state)).toEqual(['firing', 'resolved']);
  });
});

describe('two alerters', () => {
  it('tell nothing twice: who was overtaken writes nothing, and goes on from what the other has written', async () => {
    const [one, other] = [givenJudging(rulesOf(low)), givenJudging(rulesOf(low))];
    await passUntil(START, one);
    await passUntil(START + 10 * MINUTE, one, answers(8, START, 1));
    // Takes over, as after a crash; the first still believes that it leads.
    await passUntil(START + 12 * MINUTE, other);
    now += 10 * MINUTE;
    await expect(one.judge()).rejects.toThrow('another alerter has judged');
    await one.judge();
    const ids = (await told()).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  it('that judge at the same moment let one write', async () => {
    const [one, other] = [givenJudging(rulesOf(low)), givenJudging(rulesOf(low))];
    await passUntil(START, one);
    await pipeline.feed(answers(8, START, 1).map(givenAnswer));
    now = START + 10 * MINUTE + 10_000;
    const outcomes = await Promise.allSettled([one.judge(), other.judge()]);
    const wrote = outcomes.filter((each) => each.status === 'fulfilled' && each.value !== undefined);
    expect(wrote).toHaveLength(1);
    expect(await told()).toHaveLength(2);
  });
});

const answer = fc.record({
  minute: fc.integer({ min: 0, max: 149 }),
  score: fc.constantFrom(1, 1, 2, 3, 5, 5),
  team: fc.constantFrom('a', 'b'),
  late: fc.constantFrom(0, 0, 3, 40),
  corrected: fc.option(fc.record({ after: fc.integer({ min: 1, max: 100 }), score: fc.constantFrom(1, 5) })),
});
const histories = fc.array(answer, { minLength: 40, maxLength: 120 });
const pauses = fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 12, maxLength: 30 });

function eventsOf(history: readonly (typeof answer extends fc.Arbitrary<infer T> ? T : never)[]): DeskEvent[] {
  return history
    .flatMap(({ minute, score, team, late, corrected }, i) => {
      const at = START + minute * MINUTE + 20_000;
      const first = { responseId: `r-${i}`, at, score, team, arrivesAt: at + late * MINUTE };
      if (corrected === null) return [first];
      const arrivesAt = first.arrivesAt + corrected.after * MINUTE;
      return [first, { ...first, revision: 1, score: corrected.score, arrivesAt }];
    })
    .map(givenAnswer)
    .sort((a, b) => a.arrivesAt - b.arrivesAt);
}

describe('whatever comes late, is corrected, or is judged in one go', () => {
  it('ends in the alerts that a dry run finds that knows everything from the start', async () => {
    const rules = rulesOf(low, fell, spent);
    await fc.assert(
      fc.asyncProperty(histories, pauses, async (history, waits) => {
        const own = await startPipeline(postgres, 2);
        const outer = pipeline;
        pipeline = own;
        try {
          const events = eventsOf(history);
          let judging = givenJudging(rules);
          now = START + 10_000;
          await judging.judge();
          let fed = 0;
          for (const [i, wait] of [...waits, 400].entries()) {
            const until = Math.min(now + wait * MINUTE, START + 330 * MINUTE + 10_000);
            const arrived = events.filter(({ arrivesAt }) => arrivesAt <= until);
            await own.feed(arrived.slice(fed));
            fed = arrived.length;
            now = until;
            // Now and then another alerter takes over.
            if (i % 5 === 4) judging = givenJudging(rules);
            await judging.judge();
          }
          expect(await openSignals()).toEqual(openInDryRun(rules, events));
        } finally {
          pipeline = outer;
          await own.close();
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** What is open in the store, and since when. */
async function openSignals() {
  const signals = await loadSignals(pipeline.database);
  const open = signals.flatMap(({ rule, segment, lives, told: alert }) => {
    const life = lives.at(-1)?.life;
    const isTold = alert?.state === 'firing' || alert?.state === 'pending' ? alert.state : 'inactive';
    expect(isTold).toBe(life?.state ?? 'inactive');
    return life === undefined || life.state === 'inactive'
      ? []
      : [`${rule} ${attributesKey(segment)} ${life.state} since ${life.since - START}`];
  });
  return open.sort();
}

function openInDryRun(rules: AlertRules, events: readonly DeskEvent[]) {
  const arrived = events.map(({ event }) => {
    const read = pastEvent(JSON.stringify(event), START + 24 * HOUR);
    if (read === undefined) throw new Error('an event of the test cannot be read');
    return { ...read, knownAt: START };
  });
  const history = historyOf(arrived);
  const known = { ...history, contributions: history.contributions.map((each) => ({ ...each, knownAt: START })) };
  const steps = stepsThatWouldBeTold(rules, known, START, START + 330 * MINUTE + 1, { every: MINUTE });
  const last = new Map(steps.map((step) => [step.alertId, step]));
  return [...last.values()]
    .filter(({ state }) => state === 'firing' || state === 'pending')
    .map(({ alertId, state, at }) => `${alertId} ${state} since ${at - START}`)
    .sort();
}
