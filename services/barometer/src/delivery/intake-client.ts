import { setTimeout as delay } from 'node:timers/promises';
import { readIntakeAnswer, type RefusedEvent } from './intake-answer.ts';

export interface IntakeOptions {
  /** Base URL of Barometer, such as `http://127.0.0.1:8080`. */
  readonly to: string;
  readonly signal: AbortSignal;
  /** How long to go on trying while the server cannot be reached, in milliseconds. */
  readonly patience: number;
  /** Told when trying again begins, and why; once for all requests until one gets through. */
  readonly onTrouble: (reason: string) => void;
}

/** The server could not be reached for longer than the patience lasts. What was acknowledged is safe: try again later. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}

/** The server does not take such requests at all: the wrong address, or not Barometer. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused';
}

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
const REQUEST_TIMEOUT = 60_000;

/** Posts batches of events to intake. A batch that comes back is durable, but for the events that it names. */
export class IntakeClient {
  private readonly url: string;
  private inTrouble = false;

  constructor(private readonly options: IntakeOptions) {
    this.url = `${options.to.replace(/\/+$/, '')}/v1/events`;
  }

  /**
   * @param events CloudEvents as JSON texts.
   * @throws ServerUnreachable, ServerRefused, or the signal's reason when it is aborted.
   */
  async post(events: readonly string[]): Promise<readonly RefusedEvent[]> {
    const { signal, patience, onTrouble } = this.options;
    let waited = 0;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const outcome = await this.attempt(events);
      if (outcome.kind !== 'again') this.inTrouble = false;
      if (outcome.kind === 'taken') return outcome.refused;
      if (outcome.kind === 'too-large') return this.postHalves(events, outcome.reason);
      if (waited >= patience) {
        throw new ServerUnreachable(`Barometer at ${this.options.to} does not take events: ${outcome.reason}.`);
      }
      if (!this.inTrouble) onTrouble(outcome.reason);
      this.inTrouble = true;
      await delay(pause, undefined, { signal });
      waited += pause;
    }
  }

  private async attempt(events: readonly string[]): Promise<Attempt> {
    const { signal } = this.options;
    let response: Response;
    let body: string;
    try {
      response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents-batch+json' },
        body: `[${events.join(',')}]`,
        signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT)]),
      });
      body = await response.text();
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'again', reason: connectionTrouble(error) };
    }
    if (response.status === 413) return { kind: 'too-large', reason: 'is larger than the server takes (413)' };
    if (response.status >= 500 || response.status === 429 || response.status === 408) {
      return { kind: 'again', reason: `it answered ${response.status}` };
    }
    const refused = readIntakeAnswer(body);
    if (refused !== undefined) return { kind: 'taken', refused };
    throw new ServerRefused(
      `${this.url} answered ${response.status} with something that is not Barometer's: is the address right?\n${body.slice(0, 500)}`,
    );
  }

  private async postHalves(events: readonly string[], reason: string): Promise<readonly RefusedEvent[]> {
    if (events.length === 1) return [{ index: 0, problems: [{ path: '', reason }] }];
    const middle = events.length >> 1;
    const first = await this.post(events.slice(0, middle));
    const second = await this.post(events.slice(middle));
    return [...first, ...second.map(({ index, problems }) => ({ index: index + middle, problems }))];
  }
}

type Attempt =
  | { readonly kind: 'taken'; readonly refused: readonly RefusedEvent[] }
  | { readonly kind: 'too-large'; readonly reason: string }
  | { readonly kind: 'again'; readonly reason: string };

function connectionTrouble(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { code?: unknown }).code;
  if (code === 'ECONNREFUSED') return 'nothing listens there (connection refused)';
  return cause instanceof Error ? cause.message : String(cause);
}
