import { afterEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '#core/time';
import { RecordingIntake } from '../delivery/recording-intake.fixture.ts';
import { deskEvents } from './desk-events.ts';
import { runSimulation, type SimulationRequest } from './run-simulation.ts';

let intake: RecordingIntake;
afterEach(async () => intake.stop());

async function simulate(request: Partial<SimulationRequest>, signal = new AbortController().signal) {
  intake = await RecordingIntake.start();
  const began = Date.now();
  const summary = await runSimulation(
    {
      to: intake.url,
      seed: 7,
      history: 2 * DAY,
      speed: 1,
      length: 0,
      rate: undefined,
      ticketsPerDay: 200,
      duplicates: 0,
      late: 0,
      batch: 100,
      patience: 0,
      ...request,
    },
    { now: Date.now, signal, display: { note: () => {}, reading: () => {}, sending: () => {}, close: () => {} } },
  );
  return { summary, began, ended: Date.now(), ids: intake.taken.map(({ id }) => id) };
}

describe('a simulation', () => {
  it('sends the past of the desk, whole', async () => {
    const { summary, began, ids } = await simulate({});
    // The clock moves on between here and there by less than this.
    const sure = [...deskEvents({ seed: 7, from: began - 2 * DAY + 1_000, until: began, ticketsPerDay: 200 })];
    expect(sure.length).toBeGreaterThan(50);
    for (const { event } of sure) expect(ids).toContain(event.id);
    expect(summary).toEqual({ history: ids.length, live: 0, refused: 0 });
  });

  it('plays the last stretch faster and is level with the clock at the end, never ahead of it', async () => {
    const { summary, ended } = await simulate({ speed: 7_200, length: 2_000, history: DAY, ticketsPerDay: 5_000 });
    expect(summary.live).toBeGreaterThan(20);
    const times = intake.taken.map(({ time }) => time).toSorted();
    expect(Date.parse(times.at(-1) ?? '')).toBeLessThanOrEqual(ended);
    expect(ended - Date.parse(times.at(-1) ?? '')).toBeLessThan(3 * HOUR);
  });

  it('holds itself to a rate', async () => {
    const { began, ended, ids } = await simulate({ rate: 400, ticketsPerDay: 100, history: 3 * DAY, batch: 50 });
    expect(ids.length / ((ended - began) / 1_000)).toBeLessThan(450);
  });

  it('ends when it is told to', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const { began, ended } = await simulate({ length: undefined, history: HOUR }, abort.signal);
    expect(ended - began).toBeLessThan(5_000);
  });
});
