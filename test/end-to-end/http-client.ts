import { setTimeout as delay } from 'node:timers/promises';
import type { Reading } from '#core/kpis';
import type { CloudEvent } from './given-events.ts';

/** What the intake answers, or a problem document: the fields of both. */
export interface IntakeReply {
  readonly status: number;
  readonly detail?: string;
  readonly accepted?: number;
  readonly rejected?: number;
  readonly results?: readonly {
    readonly index?: number;
    readonly line?: number;
    readonly id?: string;
    readonly status: number;
    readonly reason?: string;
    readonly problems?: readonly { readonly path: string; readonly message: string }[];
  }[];
}

type Query = Readonly<Record<string, string | number>>;
type Body = NonNullable<RequestInit['body']>;

/** Barometer as a user's program sees it. */
export class HttpClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Sends a body to the intake as it is. */
  async send(body: Body, contentType: string, headers: Record<string, string> = {}): Promise<IntakeReply> {
    const response = await fetch(`${this.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      body,
    });
    return { ...((await response.json()) as object), status: response.status };
  }

  /** Sends events as one array. @throws when one of them is not accepted. */
  async post(...events: readonly CloudEvent[]): Promise<void> {
    const reply = await this.send(JSON.stringify(events), 'application/cloudevents-batch+json');
    if (reply.status !== 202 || reply.rejected !== 0) throw new Error(JSON.stringify(reply));
  }

  /** Sends events until they are accepted, as a sender has to whose server may be gone for a while. */
  async postPatiently(...events: readonly CloudEvent[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.post(...events);
      } catch (error) {
        if (attempt === 100) throw error;
        await delay(200);
      }
    }
  }

  async get(path: string, query: Query = {}): Promise<{ status: number; body: unknown }> {
    const response = await this.fetch(path, query);
    return { status: response.status, body: await response.json() };
  }

  /** @throws unless it is answered with 200. */
  async ask(path: string, query: Query = {}): Promise<unknown> {
    const { status, body } = await this.get(path, query);
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Asks something of a case. */
  async command(caseId: string, command: string, body: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}/v1/cases/${caseId}/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  async reading(kpi: string, query: Query): Promise<Reading> {
    return (await this.ask(`/v1/kpis/${kpi}/reading`, query)) as Reading;
  }

  /** Readings of every group, or over time. */
  async readings(kpi: string, what: 'reading' | 'series', query: Query): Promise<readonly Reading[]> {
    return ((await this.ask(`/v1/kpis/${kpi}/${what}`, query)) as { readings: Reading[] }).readings;
  }

  async metrics(): Promise<string> {
    return (await this.fetch('/metrics', {})).text();
  }

  private fetch(path: string, query: Query): Promise<Response> {
    const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    return fetch(`${this.url}${path}?${new URLSearchParams(entries).toString()}`);
  }
}

/** The value of one series of a page of metrics, written as the page writes it; `undefined` when it is not there. */
export function sampleOf(page: string, series: string): number | undefined {
  const line = page.split('\n').find((line) => line.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
