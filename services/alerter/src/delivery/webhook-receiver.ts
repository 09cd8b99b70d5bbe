import { Webhook } from 'standardwebhooks';
import type { Milliseconds } from '#core/time';
import type { OutboxMessage } from '#libs/postgres';
import type { Clock } from '#libs/runtime';
import { readRetryAfter, type Patience } from './patience.ts';
import type { Delivery, Receiver } from './receiver.ts';

export interface WebhookSettings {
  readonly name: string;
  /** May carry a token: never printed. */
  readonly url: string;
  /** `whsec_` and the key in Base64. */
  readonly secret: string;
  readonly clock: Clock;
  readonly patience: Patience;
  /** How long an answer may take. */
  readonly timeout: Milliseconds;
}

/** Statuses below 500 that say "not now" instead of "never". */
const NOT_NOW = new Set([408, 425, 429]);

/** Posts messages to a URL, signed by the rules of Standard Webhooks; the message's id is the event's. */
export class WebhookReceiver implements Receiver {
  readonly destination: string;
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
    const timeout = AbortSignal.timeout(this.settings.timeout);
    try {
      const response = await fetch(this.settings.url, {
        method: 'POST',
        headers: this.headersOf(message),
        body: message.body,
        // A redirect would carry the alert to an address that nobody has configured.
        redirect: 'manual',
        signal: AbortSignal.any([timeout, stop]),
      });
      // Nobody reads the answer's body; left alone it would hold the connection.
      await response.body?.cancel();
      return this.verdict(response);
    } catch (error) {
      if (timeout.aborted) return { kind: 'failed', error: `no answer within ${this.settings.timeout} ms` };
      if (stop.aborted) return { kind: 'failed', error: 'cut short because the process stopped' };
      return { kind: 'failed', error: describeFailure(error) };
    }
  }

  private headersOf({ eventId, body }: OutboxMessage): Record<string, string> {
    // Signed at each attempt: receivers refuse a signature that is older than some minutes.
    const now = new Date(this.settings.clock());
    return {
      'content-type': 'application/json',
      'user-agent': 'barometer',
      'webhook-id': eventId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.webhook.sign(eventId, now, body),
    };
  }

  private verdict({ ok, status, headers }: Response): Delivery {
    if (ok) return { kind: 'delivered' };
    if (status >= 300 && status < 400) {
      return {
        kind: 'failed',
        error: `${status}: the receiver redirects; set BAROMETER_WEBHOOK_URL to where it leads`,
      };
    }
    if (status >= 400 && status < 500 && !NOT_NOW.has(status)) {
      return { kind: 'refused', error: `${status}: the receiver refuses the message` };
    }
    const retryAfter = readRetryAfter(headers.get('retry-after'), this.settings.clock());
    return { kind: 'failed', error: `${status}: the receiver cannot take the message now`, retryAfter };
  }
}

/** `fetch` hides the reason in the cause. Addresses are left out: the URL may be secret. */
function describeFailure(error: unknown): string {
  const { cause } = Object(error) as { cause?: { code?: string; message?: string } };
  return `the receiver cannot be reached: ${cause?.code ?? cause?.message ?? (error as Error).message}`;
}
