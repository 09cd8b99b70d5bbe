import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, cut, hang, type Behaviour } from '../given-receiver.fixture.ts';
import type { Delivery } from '../delivery/receiver.ts';
import { alertmanager, alertsAddress } from './alertmanager.ts';
import { DETRACTOR, messageOf, WITHDRAWN } from './given-alert.fixture.ts';
import { GivenTool, halfABody, reset } from './given-tool.fixture.ts';
import { pagerDuty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { ToolReceiver, type Tool } from './tool-receiver.ts';

const NOW = Date.parse('2026-11-20T10:16:00.000Z');
const KEY = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';

const TOOLS: readonly (readonly [string, (url: string) => Tool, (url: string) => string])[] = [
  ['alertmanager', alertmanager, (url) => alertsAddress(`${url}/monitoring/`)],
  ['pagerduty', () => pagerDuty(KEY), (url) => `${url}/v2/enqueue`],
  ['slack', slack, (url) => `${url}/services/T0/B0/not-for-logs`],
  ['teams', teams, (url) => `${url}/workflows/w1/invoke?sig=not-for-logs`],
];

let given: GivenTool;

beforeEach(async () => {
  given = await GivenTool.start();
});

afterEach(() => given.stop());

describe.each(TOOLS)('the receiver %s', (_, toolOf, addressOf) => {
  function receiver(url = given.url) {
    const setting = 'BAROMETER_TOOL_URL';
    const patience = { first: 1, longest: 1, giveUpAfter: 1 };
    return new ToolReceiver(toolOf(url), { url: addressOf(url), setting, clock: () => NOW, patience, timeout: 200 });
  }

  async function sendTo(...behaviours: Behaviour[]): Promise<Delivery> {
    given.behaviours = behaviours;
    return receiver().send([messageOf(DETRACTOR)], new AbortController().signal);
  }

  it('posts JSON to the address it was given', async () => {
    expect(await sendTo()).toEqual({ kind: 'delivered' });
    const [posted] = given.posted;
    const { pathname, search } = new URL(addressOf(given.url));
    expect(posted).toMatchObject({ method: 'POST', path: pathname + search });
    expect(posted!.headers['content-type']).toBe('application/json');
  });

  it('posts the same again when a message comes twice, and something else when the alert is withdrawn', async () => {
    for (const message of [messageOf(DETRACTOR), messageOf(DETRACTOR), messageOf(WITHDRAWN, 2)])
      await receiver().send([message], new AbortController().signal);
    const [first, second, withdrawn] = given.posted.map(({ body }) => body);
    expect(second).toEqual(first);
    expect(withdrawn).not.toEqual(first);
    for (const body of [first, withdrawn]) expect(JSON.stringify(body)).toContain(DETRACTOR.alertId);
  });

  it.each([
    ['30', 30_000],
    ['Fri, 20 Nov 2026 10:17:00 GMT', 60_000],
  ])('leaves alone for as long as it asks who answers 429 with Retry-After %s', async (header, retryAfter) => {
    expect(await sendTo(answer(429, { 'retry-after': header }))).toEqual({
      kind: 'failed',
      error: '429: the receiver cannot take the message now',
      retryAfter,
    });
  });

  it.each([
    ['answers 500', answer(500), /^500: the receiver cannot take/],
    ['answers 503', answer(503), /^503: the receiver cannot take/],
    ['answers 429 without saying for how long', answer(429), /^429/],
    ['answers 500 with half a body', halfABody(500), /^500/],
    ['redirects', answer(307, { location: 'http://127.0.0.1:1/' }), /^307: .* set BAROMETER_TOOL_URL/],
    ['does not answer', hang, /^no answer within 200 ms$/],
    ['cuts the connection in the head of its answer', cut, /^the receiver cannot be reached: [A-Z_]+$/],
    ['resets the connection', reset, /^the receiver cannot be reached: [A-Z_]+$/],
  ])('has the message sent again when the tool %s', async (__, behaviour, error) => {
    const delivery = await sendTo(behaviour);
    expect(delivery).toMatchObject({ kind: 'failed', error: expect.stringMatching(error) });
    expect(JSON.stringify(delivery)).not.toMatch(/not-for-logs|127\.0\.0\.1/);
    expect(await sendTo()).toEqual({ kind: 'delivered' });
  });

  it('does not send again what was taken, when the rest of the answer gets lost', async () => {
    expect(await sendTo(halfABody(202))).toEqual({ kind: 'delivered' });
  });

  it.each([400, 401, 403, 404, 410, 413])('gives up what is answered with %i', async (status) => {
    expect(await sendTo(answer(status))).toEqual({
      kind: 'refused',
      error: `${status}: the receiver refuses the message`,
    });
  });

  it('has the message sent again when nobody listens', async () => {
    const delivery = await receiver('http://127.0.0.1:1').send([messageOf(DETRACTOR)], new AbortController().signal);
    expect(delivery.kind).toBe('failed');
  });

  it('stops at once when the process must end', async () => {
    given.behaviours = [hang];
    const stop = new AbortController();
    const sending = receiver().send([messageOf(DETRACTOR)], stop.signal);
    stop.abort();
    expect(await sending).toEqual({ kind: 'failed', error: 'cut short because the process stopped' });
  });
});

describe('an address with a login', () => {
  it('is logged in to, and keeps the login out of the address', async () => {
    const url = given.url.replace('//', '//desk:p%40ss@');
    const settings = { setting: 'BAROMETER_ALERTMANAGER_URL', clock: () => NOW, timeout: 200 };
    const patience = { first: 1, longest: 1, giveUpAfter: 1 };
    const receiver = new ToolReceiver(alertmanager(url), { url: alertsAddress(url), ...settings, patience });
    expect(await receiver.send([messageOf(DETRACTOR)], new AbortController().signal)).toEqual({ kind: 'delivered' });
    expect(given.posted[0]!.headers.authorization).toBe(`Basic ${Buffer.from('desk:p@ss').toString('base64')}`);
    expect(receiver.destination).toBe(`alertmanager:${new URL(given.url).host}`);
  });
});
