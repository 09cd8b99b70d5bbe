import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** An alert as the demo's receiver got it: the data of `alert.changed.v1`. */
export interface ReceivedAlert {
  readonly state: string;
  readonly severity: string;
  readonly at: string;
  readonly summary: string;
}

export interface WebhookReceiver {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A small receiver of alert webhooks, as an on-call tool would have one: it believes only what is signed with the secret.
 *
 * @param receive told of every alert that comes in.
 */
export async function startWebhookReceiver(
  secret: string,
  receive: (alert: ReceivedAlert) => void,
): Promise<WebhookReceiver> {
  const webhook = new Webhook(secret);
  const answer = async (request: IncomingMessage): Promise<number> => {
    try {
      const headers = request.headers as Record<string, string>;
      receive(webhook.verify(await bodyOf(request), headers) as ReceivedAlert);
      return 204;
    } catch {
      return 400;
    }
  };
  const server = createServer(
    (request, response) => void answer(request).then((status) => response.writeHead(status).end()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
