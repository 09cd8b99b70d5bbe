import { createHash } from 'node:crypto';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Milliseconds } from '#core/time';
import type { OutboxMessage } from '#libs/postgres';
import type { Patience } from '../delivery/patience.ts';
import type { Delivery, Receiver } from '../delivery/receiver.ts';
import { pageOfAll } from './bundled-page.ts';
import { headlineOf, type Page } from './page.ts';

export interface EmailReceiverSettings {
  /** `smtp:` or `smtps:`. May hold a password: never printed. */
  readonly url: string;
  readonly from: string;
  /** One address: with several, one that is refused would keep the others from being told, or be told twice. */
  readonly to: string;
  readonly patience: Patience;
  /** How long the server may take for each of: connect, greet, answer. */
  readonly timeout: Milliseconds;
}

/** Lines of text are folded at fewer than the 998 characters that SMTP allows; subjects are best short. */
export function emailOf(page: Page, eventId: string, { from, to }: { from: string; to: string }): SendMailOptions {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const facts = Object.entries(page.facts).map(([name, value]) => `${name}: ${value}`);
  return {
    from,
    to,
    subject: headlineOf(page),
    text: [page.summary, '', ...facts, `at: ${page.at}`, `alert: ${page.alertId}`, ''].join('\n'),
    date: page.at,
    // Two copies of one message have one id, so mail programs show it once; all steps of an alert are one conversation.
    messageId: `<${nameOf(eventId)}@${domain}>`,
    references: `<${nameOf(page.alertId)}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/** Sends pages to one address by SMTP. */
export class EmailReceiver implements Receiver {
  readonly destination: string;
  readonly hears = 'pages';
  readonly atOnce = 1;
  readonly perSend = 1;
  readonly lease: Milliseconds;
  readonly patience: Patience;
  private readonly settings: EmailReceiverSettings;

  constructor(settings: EmailReceiverSettings) {
    this.destination = emailDestination(settings.to);
    // The name, the connection, the greeting and each answer may take the whole of their time.
    this.lease = 12 * settings.timeout;
    this.patience = settings.patience;
    this.settings = settings;
  }

  async send([message]: readonly OutboxMessage[], stop: AbortSignal): Promise<Delivery> {
    if (message === undefined) return { kind: 'delivered' };
    const { url, timeout } = this.settings;
    const transport = createTransport({
      url,
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      dnsTimeout: timeout,
      // A password goes over no connection that others can read.
      requireTLS: new URL(url).username !== '',
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const page = pageOfAll(message);
    const sending = transport.sendMail(emailOf(page, message.eventId, this.settings)).then(delivered, describeFailure);
    return Promise.race([sending, whenStopped(stop)]);
  }
}

/** Where messages for an address wait. Destinations are in logs and metrics, so it does not show the address. */
export function emailDestination(address: string): string {
  return `email:${createHash('sha256').update(address).digest('hex').slice(0, 8)}`;
}

function delivered(): Delivery {
  return { kind: 'delivered' };
}

function nameOf(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9.-]/g, '.');
}

/** The server's own words are left out: they often repeat the address. */
function describeFailure(error: unknown): Delivery {
  const { code = 'no code', responseCode } = error as { code?: string; responseCode?: number };
  if (responseCode === undefined) return { kind: 'failed', error: `the mail server cannot be reached: ${code}` };
  if (code === 'EAUTH') {
    return { kind: 'failed', error: `${responseCode}: the mail server refuses the login in BAROMETER_SMTP_URL` };
  }
  const isForGood = responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  if (isForGood) return { kind: 'refused', error: `${responseCode}: the mail server refuses the message (${code})` };
  return { kind: 'failed', error: `${responseCode}: the mail server cannot take the message now (${code})` };
}

function whenStopped(stop: AbortSignal): Promise<Delivery> {
  const delivery: Delivery = { kind: 'failed', error: 'cut short because the process stopped' };
  return new Promise((resolve) => {
    if (stop.aborted) resolve(delivery);
    stop.addEventListener('abort', () => resolve(delivery), { once: true });
  });
}
