import type { Settings } from '#libs/config';
import type { EventLog } from '#libs/event-log';
import { TOPICS } from '#libs/events';
import type { Clock } from '#libs/runtime';
import { WEBHOOK_PATIENCE } from './delivery/patience.ts';
import type { Receiver } from './delivery/receiver.ts';
import { TopicReceiver } from './delivery/topic-receiver.ts';
import { WebhookReceiver } from './delivery/webhook-receiver.ts';

const WEBHOOK_TIMEOUT = 10_000;

/** Everybody who is told of alerts: the topic always, and the webhook that the settings name. */
export function receiversOf(
  { webhook }: Pick<Settings, 'webhook'>,
  eventLog: EventLog,
  clock: Clock,
): readonly Receiver[] {
  const topic = new TopicReceiver(TOPICS.alertChanged, eventLog);
  if (webhook === undefined) return [topic];
  const { url, secret } = webhook;
  const settings = { name: 'default', url, secret, clock, patience: WEBHOOK_PATIENCE, timeout: WEBHOOK_TIMEOUT };
  return [topic, new WebhookReceiver(settings)];
}
