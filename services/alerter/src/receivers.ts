import type { AlertTools, Settings } from '#libs/config';
import type { EventLog } from '#libs/event-log';
import { TOPICS } from '#libs/events';
import type { Clock } from '#libs/runtime';
import { WEBHOOK_PATIENCE } from './delivery/patience.ts';
import type { PostSettings } from './delivery/post.ts';
import type { Receiver } from './delivery/receiver.ts';
import { TopicReceiver } from './delivery/topic-receiver.ts';
import { WebhookReceiver } from './delivery/webhook-receiver.ts';
import { alertmanager, alertsAddress } from './receivers/alertmanager.ts';
import { EmailReceiver } from './receivers/email.ts';
import { pagerDuty } from './receivers/pagerduty.ts';
import { slack } from './receivers/slack.ts';
import { teams } from './receivers/teams.ts';
import { ToolReceiver, type Tool } from './receivers/tool-receiver.ts';

const TIMEOUT = 10_000;

/** Everybody who is told of alerts: the topic always, and whatever the settings name. */
export function receiversOf(
  { webhook, tools }: Pick<Settings, 'webhook' | 'tools'>,
  eventLog: EventLog,
  clock: Clock,
): readonly Receiver[] {
  const sending = { clock, patience: WEBHOOK_PATIENCE, timeout: TIMEOUT };
  return [
    new TopicReceiver(TOPICS.alertChanged, eventLog),
    ...(webhook === undefined
      ? []
      : [new WebhookReceiver({ name: 'default', setting: 'BAROMETER_WEBHOOK_URL', ...webhook, ...sending })]),
    ...toolReceivers(tools, clock),
  ];
}

/** Who is told of cases: `changes` of everything that happens to one, `notes` of what people did, for the ticket tool. */
export interface CaseReceivers {
  readonly changes: readonly Receiver[];
  readonly notes: readonly Receiver[];
}

export function caseReceiversOf(
  { noteWebhook }: Pick<Settings, 'noteWebhook'>,
  eventLog: EventLog,
  clock: Clock,
): CaseReceivers {
  const sending = { clock, patience: WEBHOOK_PATIENCE, timeout: TIMEOUT };
  return {
    changes: [new TopicReceiver(TOPICS.caseChanged, eventLog)],
    notes:
      noteWebhook === undefined
        ? []
        : [new WebhookReceiver({ name: 'notes', setting: 'BAROMETER_NOTE_WEBHOOK_URL', ...noteWebhook, ...sending })],
  };
}

/** Where each Alertmanager takes alerts, and under which name they wait for it. */
export function alertmanagerPosts(
  { alertmanagers }: AlertTools,
  clock: Clock,
): readonly (PostSettings & { readonly destination: string })[] {
  return alertmanagers.map((url) => ({
    destination: alertmanager(url).destination,
    url: alertsAddress(url),
    setting: 'BAROMETER_ALERTMANAGER_URL',
    clock,
    timeout: TIMEOUT,
  }));
}

function toolReceivers(tools: AlertTools, clock: Clock): Receiver[] {
  const told = (tool: Tool, url: string, setting: string) =>
    new ToolReceiver(tool, { url, setting, clock, patience: WEBHOOK_PATIENCE, timeout: TIMEOUT });
  const { pagerDuty: pager, slack: slackUrl, teams: teamsUrl, email } = tools;
  return [
    ...tools.alertmanagers.map((url) => told(alertmanager(url), alertsAddress(url), 'BAROMETER_ALERTMANAGER_URL')),
    ...(pager === undefined ? [] : [told(pagerDuty(pager.key), pager.url, 'BAROMETER_PAGERDUTY_URL')]),
    ...(slackUrl === undefined ? [] : [told(slack(), slackUrl, 'BAROMETER_SLACK_URL')]),
    ...(teamsUrl === undefined ? [] : [told(teams(), teamsUrl, 'BAROMETER_TEAMS_URL')]),
    ...(email === undefined
      ? []
      : email.to.map((to) => new EmailReceiver({ ...email, to, patience: WEBHOOK_PATIENCE, timeout: TIMEOUT }))),
  ];
}
