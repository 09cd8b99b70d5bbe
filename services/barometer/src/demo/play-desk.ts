import { DAY, MINUTE, type Milliseconds } from '#core/time';
import type { Display } from '../delivery/display.ts';
import { runSimulation, type SimulationSummary } from '../simulate/index.ts';

const HISTORY: Milliseconds = 14 * DAY;
/** So much of the desk's time is played live: always some working hours, whatever the hour and the day. */
const PLAYED: Milliseconds = 2 * DAY;
/** How long that takes when nothing says how long the demo lasts. */
const USUAL_LENGTH: Milliseconds = 20 * MINUTE;

/** Sends two weeks of a lifelike desk: first the past, then the last two days at a pace that ends with the demo. */
export async function playDesk(
  url: string,
  length: Milliseconds | undefined,
  signal: AbortSignal,
  display: Display,
): Promise<SimulationSummary> {
  const fast = length ?? USUAL_LENGTH;
  const request = {
    to: url,
    seed: 7,
    rate: undefined,
    ticketsPerDay: 240,
    duplicates: 0.01,
    late: 0.01,
    batch: 500,
    patience: 10_000,
  };
  const surroundings = { now: Date.now, signal, display };
  const speed = Math.ceil(1 + PLAYED / fast);
  const played = await runSimulation({ ...request, history: HISTORY, speed, length: fast }, surroundings);
  if (length !== undefined || signal.aborted) return played;
  // Level with the clock now: the same desk goes on in real time. What it sends again of the last days changes nothing.
  const present = await runSimulation({ ...request, history: PLAYED, speed: 1, length: undefined }, surroundings);
  return { ...played, live: played.live + present.live, refused: played.refused + present.refused };
}
