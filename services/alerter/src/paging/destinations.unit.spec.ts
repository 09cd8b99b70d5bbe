import { describe, expect, it } from 'vitest';
import { loadAlertRules } from '#core/alerts';
import { loadSettings } from '#libs/config';
import { MemoryEventLog } from '#libs/event-log';
import { receiversOf } from '../receivers.ts';
import { pagedDestinations } from './destinations.ts';

const { settings } = loadSettings(
  {
    BAROMETER_WEBHOOK_URL: 'http://127.0.0.1/hook',
    BAROMETER_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLwSw8eZbYJ8Yq4A=',
    BAROMETER_ALERTMANAGER_URL: 'http://127.0.0.1:9093',
    BAROMETER_SLACK_URL: 'http://127.0.0.1/slack',
    BAROMETER_PAGERDUTY_KEY: 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00',
  },
  process.cwd(),
);
const receivers = receiversOf(settings, new MemoryEventLog({ clock: () => 0 }), () => 0);
const { paging } = loadAlertRules();
const policy = (...names: string[]) => ({
  ...paging,
  receivers: names.map((name) => ({ name, mostPages: 1, per: 1, digestEvery: 1 })),
});

describe('where pages go', () => {
  it('is every tool that people look at, as shipped: not those that hear of every step', () => {
    expect([...pagedDestinations(paging, receivers)]).toEqual([['default', ['pagerduty:default', 'slack:default']]]);
  });

  it('is the tool that a receiver is called after; the default has the others', () => {
    expect([...pagedDestinations(policy('pagerduty', 'default', 'teams'), receivers)]).toEqual([
      ['pagerduty', ['pagerduty:default']],
      ['default', ['slack:default']],
      ['teams', []],
    ]);
  });
});
