import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWebhookReceiver, type ReceivedAlert, type WebhookReceiver } from './webhook-receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const ALERT = { state: 'firing', severity: 'critical', at: '2026-11-20T10:15:00.000Z', summary: 'A detractor.' };
let receiver: WebhookReceiver;
let received: ReceivedAlert[];

beforeEach(async () => {
  received = [];
  receiver = await startWebhookReceiver(SECRET, (alert) => received.push(alert));
});
afterEach(() => receiver.close());

async function post(secret: string): Promise<number> {
  const body = JSON.stringify(ALERT);
  const now = new Date();
  const response = await fetch(receiver.url, {
    method: 'POST',
    body,
    headers: {
      'webhook-id': 'm-1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('m-1', now, body),
    },
  });
  return response.status;
}

test('an alert that is signed with the secret comes through', async () => {
  expect(await post(SECRET)).toBe(204);
  expect(received).toEqual([ALERT]);
});

test('an alert of somebody else does not', async () => {
  expect(await post(`whsec_${Buffer.alloc(32, 4).toString('base64')}`)).toBe(400);
  expect(received).toEqual([]);
});
