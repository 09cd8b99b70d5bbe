import { TOPICS, type AlertChangedData } from '#libs/events';
import { alertName, COMPARED_RULES, expectedAlerts } from '../oracle/expected-alerts.ts';
import { scanTopic, textOf } from '../oracle/scan-topic.ts';
import { verdict, type Check } from './check.ts';

interface AlertRow {
  readonly alert_id: string;
  readonly rule: string;
  readonly response_id: string;
  readonly state: string;
  readonly step: number;
}

export const alertsCheck: Check = {
  name: 'every alert was delivered under its id, and none was invented',
  async run({ installation, database, input, expected }) {
    const wanted = expectedAlerts(expected, input);
    const rows = await database.query<AlertRow & Record<string, unknown>>(
      'SELECT alert_id, rule, response_id, state, step FROM alerts WHERE rule = ANY ($1::text[])',
      [COMPARED_RULES],
    );
    const failures: string[] = [];
    const found = new Map(rows.map((row) => [alertName(row.rule, row.response_id), row]));
    for (const [name, { state }] of found) {
      const want = wanted.get(name);
      if (want === undefined) failures.push(`${name} was invented`);
      else if (want.fires !== (state === 'firing')) failures.push(`${name} is ${state}`);
    }
    for (const [name, { fires }] of wanted) if (fires && !found.has(name)) failures.push(`${name} was never raised`);

    const steps = rows.flatMap(({ alert_id, step }) =>
      Array.from({ length: step }, (_, i) => `alert-changed/${alert_id}/${i + 1}`),
    );
    const { received, forged } = installation.receiver;
    const isCompared = ({ rule }: { rule: string }) => COMPARED_RULES.includes(rule);
    const webhook = received
      .filter(({ alert }) => isCompared(alert))
      .map(({ id, alert }) => ({ id, body: JSON.stringify(alert) }));
    const topic: { id: string; body: string }[] = [];
    await scanTopic(installation.log, TOPICS.alertChanged, ({ headers, value }) => {
      const alert = JSON.parse(textOf(value)) as AlertChangedData;
      if (isCompared(alert)) topic.push({ id: textOf(headers['ce_id']), body: JSON.stringify(alert) });
    });
    failures.push(...forged.map((why) => `a delivery was not believed: ${why}`));
    failures.push(...compare('webhook', steps, webhook), ...compare('topic', steps, topic));
    const repeated = webhook.length - new Set(webhook.map(({ id }) => id)).size;
    return verdict(`${rows.length} alerts, ${steps.length} steps, ${repeated} pages repeated`, failures);
  },
};

function compare(
  where: string,
  wanted: readonly string[],
  delivered: readonly { readonly id: string; readonly body: string }[],
): string[] {
  const bodies = new Map<string, string>();
  const changed = delivered.filter(({ id, body }) => {
    const before = bodies.get(id);
    bodies.set(id, body);
    return before !== undefined && before !== body;
  });
  const known = new Set(wanted);
  return [
    ...wanted.filter((id) => !bodies.has(id)).map((id) => `${where}: ${id} was never delivered`),
    ...[...bodies.keys()].filter((id) => !known.has(id)).map((id) => `${where}: ${id} was invented`),
    ...changed.map(({ id }) => `${where}: ${id} says two things`),
  ];
}
