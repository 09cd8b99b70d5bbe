import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour } from '../given-receiver.fixture.ts';

/** Says that it has taken the message, and cuts the connection in the middle of the answer's body. */
export const halfABody =
  (status: number): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-length': 100 });
    response.write('half of wh', () => response.socket?.destroy());
  };

/** Takes the message and resets the connection, as a crashing process does. */
export const reset: Behaviour = (response) => void response.socket?.resetAndDestroy();

export interface Posted {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly at: number;
  readonly taken: boolean;
}

/** A tool of somebody else's over real HTTP: what it is posted, and what it does with it. */
export class GivenTool {
  readonly posted: Posted[] = [];
  /** What to do with the next posts, one after the other; then it takes them. */
  behaviours: Behaviour[] = [];
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<GivenTool> {
    const tool: GivenTool = new GivenTool(
      createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const behaviour = tool.behaviours.shift();
          const { method, url: path, headers } = request;
          const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
          tool.posted.push({ method, path, headers, body, at: Date.now(), taken: behaviour === undefined });
          if (behaviour === undefined) response.writeHead(202).end('ok');
          else behaviour(response);
        });
      }),
    );
    tool.server.listen(0, '127.0.0.1');
    await once(tool.server, 'listening');
    return tool;
  }

  /** Without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get taken(): readonly Posted[] {
    return this.posted.filter(({ taken }) => taken);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
