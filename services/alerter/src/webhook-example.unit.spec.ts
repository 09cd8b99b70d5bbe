import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { alertIdOf } from './alerting/alert-id.ts';
import { SECRET } from './given-receiver.fixture.ts';

const page = readFileSync(new URL('../../../docs/alerts.md', import.meta.url), 'utf8');

type Check = (headers: Record<string, string>, body: string, secret: string) => boolean;

let isFromBarometer: Check;

beforeAll(async () => {
  const code = /```js\n([\s\S]+?)```/.exec(page)?.[1] ?? '';
  const module = `data:text/javascript,${encodeURIComponent(`${code}\nexport { isFromBarometer };`)}`;
  ({ isFromBarometer } = (await import(/* @vite-ignore */ module)) as { isFromBarometer: Check });
});

function signed(body: string, at = new Date()): Record<string, string> {
  return {
    'webhook-id': 'e-1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(SECRET).sign('e-1', at, body),
  };
}

describe('the receiver in docs/alerts.md', () => {
  it('believes what was signed with its secret', () => {
    expect(isFromBarometer(signed('{"ä":1}'), '{"ä":1}', SECRET)).toBe(true);
  });

  it('does not believe another body, another id, another secret, an old message, or no signature', () => {
    const headers = signed('{}');
    expect(isFromBarometer(headers, '{ }', SECRET)).toBe(false);
    expect(isFromBarometer({ ...headers, 'webhook-id': 'e-2' }, '{}', SECRET)).toBe(false);
    expect(isFromBarometer(headers, '{}', `whsec_${'A'.repeat(43)}=`)).toBe(false);
    expect(isFromBarometer(signed('{}', new Date(Date.now() - 301_000)), '{}', SECRET)).toBe(false);
    expect(isFromBarometer({ ...headers, 'webhook-signature': 'v1,AAAA' }, '{}', SECRET)).toBe(false);
  });

  it('is shown the id that the example would have', () => {
    expect(page).toContain(`"alertId":"${alertIdOf('detractor', 'r-81')}"`);
  });
});
