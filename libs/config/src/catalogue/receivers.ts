import { z } from 'zod';
import { url, type Setting } from '../setting.ts';

const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;
const WEB_URL = 'a URL that begins with http:// or https://';

const listOf = <S extends z.ZodType<unknown, string>>(one: S) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(
      z
        .array(one)
        .min(1)
        .refine((list) => new Set(list).size === list.length),
    );

const signingKey = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/);
const SIGNING_KEY = '"whsec_" and 24 to 64 random bytes in Base64; `echo whsec_$(openssl rand -base64 32)` makes one';

/** Who is told of alerts, and of what was done about them. */
export const RECEIVER_SETTINGS = {
  BAROMETER_WEBHOOK_URL: {
    schema: url('http:', 'https:'),
    about: 'Where alerts are posted to, signed by the rules of Standard Webhooks. Needs `BAROMETER_WEBHOOK_SECRET`.',
    expects: WEB_URL,
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_WEBHOOK_SECRET: {
    schema: signingKey,
    about: 'The key that alerts are signed with. The receiver needs the same one.',
    expects: SIGNING_KEY,
    unset: 'none',
    secret: true,
  },
  BAROMETER_NOTE_WEBHOOK_URL: {
    schema: url('http:', 'https:'),
    about:
      'Where notes, contacts and resolutions of cases that have a ticket are posted to, for the ticket tool, signed like alerts. Needs `BAROMETER_NOTE_WEBHOOK_SECRET`.',
    expects: WEB_URL,
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_NOTE_WEBHOOK_SECRET: {
    schema: signingKey,
    about: 'The key that notes are signed with. The receiver needs the same one.',
    expects: SIGNING_KEY,
    unset: 'none',
    secret: true,
  },
  BAROMETER_ALERTMANAGER_URL: {
    schema: listOf(url('http:', 'https:')).refine(hasOneHostEach),
    about:
      'The front page of Prometheus Alertmanager, which is told of alerts by its API v2; of a cluster all of them, separated by commas. May hold a login: `https://user:password@host/`.',
    expects: 'URLs that begin with http:// or https://, each of another host or port, separated by commas',
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_PAGERDUTY_KEY: {
    schema: z.string().regex(/^[A-Za-z0-9]{32}$/),
    about: 'The integration key of a PagerDuty service with an integration of the kind "Events API V2".',
    expects: '32 letters and digits',
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_PAGERDUTY_URL: {
    schema: url('http:', 'https:'),
    about:
      'Where PagerDuty takes events. In its European region that is `https://events.eu.pagerduty.com/v2/enqueue`. Used with `BAROMETER_PAGERDUTY_KEY` only.',
    expects: WEB_URL,
    fallback: 'https://events.pagerduty.com/v2/enqueue',
  },
  BAROMETER_SLACK_URL: {
    schema: url('http:', 'https:'),
    about: 'An incoming webhook of Slack.',
    expects: WEB_URL,
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_TEAMS_URL: {
    schema: url('http:', 'https:'),
    about:
      'A workflow of Microsoft Teams that posts a card when it is sent one ("when a webhook request is received").',
    expects: WEB_URL,
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_SMTP_URL: {
    schema: url('smtp:', 'smtps:'),
    about:
      'The server that sends alerts by e-mail: `smtps://user:password@host:465`, or `smtp://host:587`, which is encrypted where the server can, and must be where there is a login. Needs `BAROMETER_SMTP_FROM` and `BAROMETER_SMTP_TO`.',
    expects: 'a URL that begins with smtp:// or smtps://',
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_SMTP_FROM: {
    schema: z.string().regex(ADDRESS),
    about: 'Who e-mails come from.',
    expects: 'an e-mail address, without a name',
    unset: 'none',
  },
  BAROMETER_SMTP_TO: {
    schema: listOf(z.string().regex(ADDRESS)),
    about: 'Who is told by e-mail; each gets a message of their own.',
    expects: 'e-mail addresses without names, none twice, separated by commas',
    unset: 'none',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Messages wait for each by host and port: two paths of one host could not be told apart. */
function hasOneHostEach(urls: readonly string[]): boolean {
  return new Set(urls.map((text) => URL.parse(text)?.host)).size === urls.length;
}
