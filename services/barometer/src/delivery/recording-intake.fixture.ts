import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutgoingEvent } from './outgoing-event.ts';

/** What the intake of a test does with a request: nothing said, it takes every event. */
export interface Verdict {
  /** Answers with this status and takes nothing. */
  readonly status?: number;
  /** Cuts the connection without an answer. */
  readonly reset?: boolean;
  /** Ids of events that it refuses. */
  readonly refuse?: readonly string[];
}

/** A small HTTP server that answers as intake does and remembers what it took: tests of what sends events use it. */
export class RecordingIntake {
  readonly taken: OutgoingEvent[] = [];
  requests = 0;

  private constructor(
    private readonly server: Server,
    private readonly verdict: (events: readonly OutgoingEvent[], request: number) => Verdict,
  ) {}

  /** @param port 0 takes a free one. */
  static async start(verdict: RecordingIntake['verdict'] = () => ({}), port = 0): Promise<RecordingIntake> {
    const server = createServer();
    const intake = new RecordingIntake(server, verdict);
    server.on('request', (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => intake.answer(request.url ?? '', Buffer.concat(pieces).toString(), response));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return intake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(url: string, body: string, response: ServerResponse): void {
    const send = (status: number, value: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (url !== '/v1/events') return send(404, { title: 'Not found' });
    const events = JSON.parse(body) as OutgoingEvent[];
    this.requests += 1;
    const { status, reset = false, refuse = [] } = this.verdict(events, this.requests);
    if (reset) return void response.destroy();
    if (status !== undefined) return send(status, { title: 'In trouble' });
    const taken = events.filter(({ id }) => !refuse.includes(id));
    this.taken.push(...taken);
    const results = events.map(({ id }, index) =>
      refuse.includes(id)
        ? {
            index,
            id,
            status: 400,
            reason: 'invalid-data',
            problems: [{ path: 'data.state', message: 'is odd' }],
          }
        : { index, id, status: 202 },
    );
    send(taken.length > 0 ? 202 : 400, { results });
  }
}
