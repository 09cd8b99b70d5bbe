import { setTimeout as delay } from 'node:timers/promises';
import type { Instant, Milliseconds } from '#core/time';
import { deliver } from '../delivery/deliver.ts';
import type { Display } from '../delivery/display.ts';
import { IntakeClient } from '../delivery/intake-client.ts';
import { deskClock, startBehind } from './desk-clock.ts';
import type { DeskEvent } from './desk-event.ts';
import { deskEvents } from './desk-events.ts';

export interface SimulationRequest {
  readonly to: string;
  readonly seed: number;
  /** How much of the past is sent first. */
  readonly history: Milliseconds;
  /** How much faster than real the live part is played, at first. */
  readonly speed: number;
  /** How long the live part lasts: 0 for none, `undefined` for no end. */
  readonly length: Milliseconds | undefined;
  /** At most this many events per second; `undefined`: as many as go through. */
  readonly rate: number | undefined;
  readonly ticketsPerDay: number;
  readonly duplicates: number;
  readonly late: number;
  readonly batch: number;
  /** How long to wait for a server that does not answer. */
  readonly patience: Milliseconds;
}

export interface SimulationSurroundings {
  readonly now: () => Instant;
  readonly signal: AbortSignal;
  readonly display: Display;
}

export interface SimulationSummary {
  readonly history: number;
  readonly live: number;
  /** Events that the server refused, of both parts. */
  readonly refused: number;
}

const IN_FLIGHT = 2;
/** How often the live part looks which events are due. */
const TICK: Milliseconds = 200;

/**
 * Sends a desk's past as fast as it goes through, then its present as it happens, until the time is up or the signal is
 * given.
 *
 * @throws ServerUnreachable, ServerRefused.
 */
export async function runSimulation(
  request: SimulationRequest,
  surroundings: SimulationSurroundings,
): Promise<SimulationSummary> {
  return new Simulation(request, surroundings).run();
}

class Simulation {
  private readonly client: IntakeClient;
  private readonly events: Iterator<DeskEvent>;
  private readonly began: Instant;
  private next: DeskEvent | undefined;
  private posted = 0;
  private refused = 0;

  constructor(
    private readonly request: SimulationRequest,
    private readonly surroundings: SimulationSurroundings,
  ) {
    const { to, patience, history } = request;
    const { signal, display } = surroundings;
    const onTrouble = (reason: string) =>
      display.note(`Barometer at ${to} does not take events: ${reason}. Trying again.`);
    this.client = new IntakeClient({ to, signal, patience, onTrouble });
    this.began = surroundings.now();
    this.events = deskEvents({ ...request, from: this.began - history, until: Infinity });
    this.advance();
  }

  async run(): Promise<SimulationSummary> {
    const { request, surroundings } = this;
    const behind = startBehind(request);
    let history = 0;
    try {
      await this.sendHistory(request.length === 0 ? this.began : this.began - behind);
      history = this.posted;
      if (request.length !== 0) await this.playLive(behind);
    } catch (error) {
      if (!surroundings.signal.aborted) throw error;
    } finally {
      surroundings.display.close();
    }
    return { history, live: this.posted - history, refused: this.refused };
  }

  private async sendHistory(until: Instant): Promise<void> {
    const { display } = this.surroundings;
    const from = this.began - this.request.history;
    const post = (batch: readonly DeskEvent[]) => this.client.post(batch.map(({ event }) => JSON.stringify(event)));
    for await (const { batch, refused } of deliver(this.batchesUntil(until), post, IN_FLIGHT)) {
      this.count(batch.length, refused.length);
      const reached = batch.at(-1)?.arrivesAt ?? until;
      display.sending(this.posted, (reached - from) / Math.max(1, until - from));
      await this.holdBack();
    }
  }

  private async playLive(behind: Milliseconds): Promise<void> {
    const { now, signal, display } = this.surroundings;
    const { speed, length } = this.request;
    const liveSince = now();
    const clock = deskClock(liveSince, behind, speed);
    const pace = speed > 1 ? `${speed} times as fast as real until it has caught up` : 'in real time';
    display.note(`The past is sent: ${this.posted} events. Now live, ${pace}.`);
    const end = liveSince + (length ?? Infinity);
    while (now() < end) {
      for (const batch of this.batchesUntil(clock(now()))) {
        const refused = await this.client.post(batch.map(({ event }) => JSON.stringify(event)));
        this.count(batch.length, refused.length);
        await this.holdBack();
      }
      display.sending(this.posted, length === undefined ? 1 : (now() - liveSince) / length);
      await delay(TICK, undefined, { signal });
    }
  }

  private *batchesUntil(until: Instant): Generator<readonly DeskEvent[]> {
    while (this.next !== undefined && this.next.arrivesAt < until) {
      const batch: DeskEvent[] = [];
      while (this.next !== undefined && this.next.arrivesAt < until && batch.length < this.request.batch) {
        batch.push(this.next);
        this.advance();
      }
      yield batch;
    }
  }

  private advance(): void {
    const next = this.events.next();
    this.next = next.done === true ? undefined : next.value;
  }

  private count(events: number, refused: number): void {
    this.posted += events;
    this.refused += refused;
  }

  /** Waits until the events that were posted are no more than the rate allows. */
  private async holdBack(): Promise<void> {
    const { rate } = this.request;
    if (rate === undefined) return;
    const { now, signal } = this.surroundings;
    const ahead = this.began + (this.posted / rate) * 1_000 - now();
    if (ahead > 0) await delay(ahead, undefined, { signal });
  }
}
