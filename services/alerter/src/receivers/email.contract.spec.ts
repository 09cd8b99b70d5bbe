import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Delivery } from '../delivery/receiver.ts';
import { EmailReceiver, emailDestination, emailOf } from './email.ts';
import { DETRACTOR, HOSTILE, messageOf, WITHDRAWN } from './given-alert.fixture.ts';
import { pageOf } from './page.ts';

const FROM = 'barometer@example.org';
const TO = 'on-call@example.org';

const closings: (() => Promise<void>)[] = [];
let mails: string[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
  mails = [];
});

/** A mail server that takes everything, but for what the options say. */
async function mailServer(options: SMTPServerOptions = {}): Promise<string> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    closeTimeout: 100,
    onData(stream, _, taken) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        // Long headers are folded.
        mails.push(
          Buffer.concat(chunks)
            .toString()
            .replaceAll(/\r\n[ \t]/g, ' '),
        );
        taken();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  closings.push(() => new Promise((resolve) => server.close(() => resolve())));
  return `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

/** A server that is no mail server, or one that breaks down. */
async function brokenServer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closings.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function receiver(url: string): EmailReceiver {
  const patience = { first: 1, longest: 1, giveUpAfter: 1 };
  return new EmailReceiver({ url, from: FROM, to: TO, patience, timeout: 300 });
}

const send = (host: string, stop = new AbortController().signal): Promise<Delivery> =>
  receiver(`smtp://${host}`).send([messageOf(DETRACTOR)], stop);

function smtpError(responseCode: number): Error {
  return Object.assign(new Error(`${TO} said no`), { responseCode });
}

describe('the receiver by e-mail', () => {
  it('sends one message in plain text, the same id for the same step', async () => {
    const host = await mailServer();
    for (const message of [messageOf(DETRACTOR), messageOf(DETRACTOR), messageOf(WITHDRAWN, 2)])
      expect(await receiver(`smtp://${host}`).send([message], new AbortController().signal)).toEqual({
        kind: 'delivered',
      });
    const ids = mails.map((mail) => /^Message-ID: +(.+)$/im.exec(mail)?.[1]);
    const id = (step: number) => `<alert-changed.${DETRACTOR.alertId}.${step}@example.org>`;
    expect(ids).toEqual([id(1), id(1), id(2)]);
    expect(mails[0]).toMatch(/^Subject: Critical alert: detractor\r$/m);
    expect(mails[0]).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mails[0]).toContain('Detractor: 3 on nps-0-10');
    expect(mails[2]).toMatch(/^Subject: Withdrawn: detractor\r$/m);
  });

  it('lets no text become a header or lead to anybody', async () => {
    const host = await mailServer();
    await receiver(`smtp://${host}`).send([messageOf(HOSTILE)], new AbortController().signal);
    expect(mails).toHaveLength(1);
    expect(mails[0]).not.toMatch(/^bcc/im);
    const { text, subject } = emailOf(pageOf(HOSTILE), 'e', { from: FROM, to: TO });
    expect(`${text as string}${subject}`).not.toMatch(/ann@|all@|4111|12345678/);
  });

  const refusals: readonly (readonly [string, (code: number) => SMTPServerOptions])[] = [
    ['the sender', (code) => ({ onMailFrom: (_, __, reply) => reply(smtpError(code)) })],
    ['the recipient', (code) => ({ onRcptTo: (_, __, reply) => reply(smtpError(code)) })],
    [
      'the message',
      (code) => ({
        onData(stream, _, reply) {
          stream.resume();
          stream.on('end', () => reply(smtpError(code)));
        },
      }),
    ],
  ];

  it.each(
    refusals.flatMap(([what, options]) => [
      [what, 451, 'failed', options] as const,
      [what, 554, 'refused', options] as const,
    ]),
  )('takes an answer to %s of %i for %s', async (_, code, kind, options) => {
    const host = await mailServer(options(code));
    const delivery = await send(host);
    expect(delivery).toMatchObject({ kind, error: expect.stringMatching(new RegExp(`^${code}: the mail server`)) });
    expect(JSON.stringify(delivery)).not.toContain('@');
    expect(mails).toEqual([]);
  });

  it('tries again with a login that is refused: the setting is wrong, not the message', async () => {
    const host = await mailServer({
      disabledCommands: [],
      onAuth: (_, __, reply) => reply(smtpError(535)),
    });
    const delivery = await receiver(`smtp://desk:not-for-logs@${host}?tls.rejectUnauthorized=false`).send(
      [messageOf(DETRACTOR)],
      new AbortController().signal,
    );
    expect(delivery).toEqual({
      kind: 'failed',
      error: '535: the mail server refuses the login in BAROMETER_SMTP_URL',
    });
  });

  it('tells no password to a server that cannot encrypt', async () => {
    let asked = false;
    const host = await mailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_, __, reply) => {
        asked = true;
        reply(null, { user: 'desk' });
      },
    });
    const delivery = await receiver(`smtp://desk:secret@${host}`).send(
      [messageOf(DETRACTOR)],
      new AbortController().signal,
    );
    expect([delivery.kind, asked, mails]).toEqual(['failed', false, []]);
  });

  it.each([
    ['does not greet', () => undefined],
    ['greets with half a line', (socket: Socket) => socket.write('220 mail.exam')],
    ['breaks off after half a greeting', (socket: Socket) => socket.end('220 mail.exam')],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['is busy', (socket: Socket) => socket.end('421 4.3.2 try later\r\n')],
    ['speaks HTTP', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('tries again when the server %s', async (_, onConnection) => {
    expect((await send(await brokenServer(onConnection))).kind).toBe('failed');
  });

  it('tries again when nobody listens', async () => {
    expect(await send('127.0.0.1:1')).toEqual({
      kind: 'failed',
      error: 'the mail server cannot be reached: ESOCKET',
    });
  });

  it('stops at once when the process must end', async () => {
    const stop = new AbortController();
    const sending = send(await brokenServer(() => stop.abort()), stop.signal);
    expect(await sending).toEqual({ kind: 'failed', error: 'cut short because the process stopped' });
  });

  it('keeps the address out of the name under which messages wait', () => {
    expect(emailDestination(TO)).toMatch(/^email:[0-9a-f]{8}$/);
    expect(emailDestination(TO)).not.toBe(emailDestination(FROM));
  });
});
