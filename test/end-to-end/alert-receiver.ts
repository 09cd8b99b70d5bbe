import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { AlertChangedData } from '#libs/events';

export interface ReceivedAlert {
  /** The `webhook-id`: the same for each attempt to deliver one message. */
  readonly id: string;
  /** When it came in, in epoch milliseconds. */
  readonly at: number;
  readonly alert: AlertChangedData;
}

/** What an on-call tool would be: it takes alerts over HTTP and believes only those that are signed with its secret. */
export class AlertReceiver {
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly received: ReceivedAlert[] = [];
  /** Why messages were not believed. */
  readonly forged: string[] = [];
  private readonly webhook = new Webhook(this.secret);
  private readonly server: Server = createServer(
    (request, response) => void this.take(request).then((status) => response.writeHead(status).end()),
  );

  static async start(): Promise<AlertReceiver> {
    const receiver = new AlertReceiver();
    await once(receiver.server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/alerts`;
  }

  /** Everything that came about a response, in order. */
  about(responseId: string): ReceivedAlert[] {
    return this.received.filter(({ alert }) => alert.evidence.answers.some((each) => each.responseId === responseId));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<number> {
    const at = Date.now();
    const headers = request.headers as Record<string, string>;
    try {
      const alert = this.webhook.verify(await text(request), headers) as AlertChangedData;
      this.received.push({ id: headers['webhook-id'] as string, at, alert });
      return 204;
    } catch (error) {
      this.forged.push(String(error));
      return 401;
    }
  }
}
