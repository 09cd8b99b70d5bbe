import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLwSw8eZbYJ8Yq4A=';

/** What a receiver does with a message instead of answering 204. */
export type Behaviour = (response: ServerResponse) => void;

export const answer =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end('said the receiver');

/** Takes the message and says nothing. */
export const hang: Behaviour = () => undefined;

/** Takes the message and cuts the connection in the middle of its answer. */
export const cut: Behaviour = (response) => {
  response.socket?.write('HTTP/1.1 200 OK\r\nContent-Ty');
  response.socket?.destroy();
};

export interface Received {
  readonly id: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly at: number;
  readonly answered: boolean;
}

/** A webhook receiver over real HTTP, written from the standard's text and not with the library that signs. */
export class GivenReceiver {
  /** Everything that came, in order; `answered` tells what was taken with 204. */
  readonly received: Received[] = [];
  readonly forged: string[] = [];
  /** What to do with the next messages, one after the other; then 204. */
  behaviours: Behaviour[] = [];
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<GivenReceiver> {
    const receiver: GivenReceiver = new GivenReceiver(
      createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => receiver.take(request.headers, Buffer.concat(chunks).toString(), response));
      }),
    );
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook?token=not-for-logs`;
  }

  /** The ids of what was taken, in order. */
  get taken(): string[] {
    return this.received.filter(({ answered }) => answered).map(({ id }) => id);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(headers: IncomingHttpHeaders, body: string, response: ServerResponse): void {
    const id = String(headers['webhook-id']);
    if (!isSigned(headers, body)) {
      this.forged.push(id);
      response.writeHead(401).end();
      return;
    }
    const behaviour = this.behaviours.shift();
    this.received.push({ id, body, headers, at: Date.now(), answered: behaviour === undefined });
    if (behaviour === undefined) response.writeHead(204).end();
    else behaviour(response);
  }
}

function isSigned(headers: IncomingHttpHeaders, body: string): boolean {
  const timestamp = Number(headers['webhook-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - timestamp) < 300)) return false;
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key)
    .update(`${String(headers['webhook-id'])}.${timestamp}.${body}`)
    .digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}
