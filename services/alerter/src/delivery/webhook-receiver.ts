import { Webhook } from 'standardwebhooks';
import type { Milliseconds } from '#core/time';
import type { OutboxMessage } from '#libs/postgres';
import type { Clock } from '#libs/runtime';
import type { Patience } from './patience.ts';
import { post } from './post.ts';
import type { Delivery, Receiver } from './receiver.ts';

export interface WebhookSettings {
  readonly name: string;
  /** The setting that the URL comes from, for messages. */
  readonly setting: string;
  /** May carry a token: never printed. */
  readonly url: string;
  /** `whsec_` and the key in Base64. */
  readonly secret: string;
  readonly clock: Clock;
  readonly patience: Patience;
  /** How long an answer may take. */
  readonly timeout: Milliseconds;
}

/** Posts messages to a URL, signed by the rules of Standard Webhooks; the message's id is the event's. */
export class WebhookReceiver implements Receiver {
  readonly destination: string;
  readonly hears = 'steps';
  readonly atOnce = 8;
  readonly perSend = 1;
  readonly lease: Milliseconds;
  readonly patience: Patience;
  private readonly settings: WebhookSettings;
  private readonly webhook: Webhook;

  constructor(settings: WebhookSettings) {
    this.destination = `webhook:${settings.name}`;
    this.lease = 3 * settings.timeout;
    this.patience = settings.patience;
    this.settings = settings;
    this.webhook = new Webhook(settings.secret);
  }

  async send([message]: readonly OutboxMessage[], stop: AbortSignal): Promise<Delivery> {
    if (message === undefined) return { kind: 'delivered' };
    return post(this.settings, message.body, this.signatureOf(message), stop);
  }

  private signatureOf({ eventId, body }: OutboxMessage): Record<string, string> {
    // Signed at each attempt: receivers refuse a signature that is older than some minutes.
    const now = new Date(this.settings.clock());
    return {
      'webhook-id': eventId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.webhook.sign(eventId, now, body),
    };
  }
}
