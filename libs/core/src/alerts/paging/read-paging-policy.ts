import { isTimeZone, WEEKDAYS, type Weekday } from '#core/time';
import type { Entry, RuleFindings } from '../rules/rule-findings.ts';
import { SEVERITIES, type Severity } from '../rules/rule-head.ts';
import type { Matcher, PagingPolicy, QuietHours, QuietSpan, ReceiverPolicy, Route } from './paging-policy.ts';

/** Reads the section `paging` of a rules file. */
export function readPagingPolicy(findings: RuleFindings, raw: unknown): PagingPolicy {
  const entry = findings.entry(raw, 'paging', ['receivers', 'routes', 'inhibitions']);
  const receivers = findings
    .entries(entry, 'receivers', ['name', 'mostPages', 'per', 'digestEvery'])
    .map((each) => readReceiver(findings, each));
  const names = receivers.map(({ name }) => name);
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i) findings.add(`paging.receivers[${i}].name`, `"${name}" is there twice`);
  });
  return {
    receivers,
    routes: findings
      .entries(entry, 'routes', ['match', 'receiver', 'groupBy', 'groupFor', 'quietHours', 'goOn'])
      .map((each) => readRoute(findings, each, names)),
    inhibitions: findings.entries(entry, 'inhibitions', ['source', 'target', 'equal']).map((each) => ({
      source: readMatcher(findings, each, 'source'),
      target: readMatcher(findings, each, 'target'),
      equal: labelNames(findings, each, 'equal'),
    })),
  };
}

function readReceiver(findings: RuleFindings, entry: Entry): ReceiverPolicy {
  return {
    name: findings.text(entry, 'name'),
    mostPages: findings.number(entry, 'mostPages', { from: 1, whole: true }),
    per: findings.period(entry, 'per'),
    digestEvery: findings.period(entry, 'digestEvery'),
  };
}

function readRoute(findings: RuleFindings, entry: Entry, receivers: readonly string[]): Route {
  const receiver = findings.text(entry, 'receiver');
  if (receiver !== '' && !receivers.includes(receiver)) {
    findings.add(`${entry.path}.receiver`, `names no receiver (${receiver}); there are ${receivers.join(', ')}`);
  }
  const { goOn, quietHours } = entry.fields;
  if (goOn !== undefined && goOn !== true) findings.add(`${entry.path}.goOn`, 'must be true or left out');
  return {
    match: readMatcher(findings, entry, 'match'),
    receiver,
    groupBy: labelNames(findings, entry, 'groupBy'),
    groupFor: findings.period(entry, 'groupFor'),
    ...(quietHours === undefined ? {} : { quietHours: readQuietHours(findings, entry) }),
    ...(goOn === true ? { goOn } : {}),
  };
}

function readQuietHours(findings: RuleFindings, route: Entry): QuietHours {
  const entry = findings.entry(route.fields['quietHours'], `${route.path}.quietHours`, ['zone', 'spans', 'except']);
  const zone = findings.text(entry, 'zone');
  const known = zone === '' || isTimeZone(zone);
  if (!known) findings.add(`${entry.path}.zone`, `must be a time zone such as Europe/Paris (${zone})`);
  return {
    zone: known ? zone : 'UTC',
    spans: findings.entries(entry, 'spans', ['days', 'from', 'to']).map((span) => readSpan(findings, span)),
    except: oneOfEach(findings, entry, 'except', SEVERITIES, 'severity') as Severity[],
  };
}

function readSpan(findings: RuleFindings, entry: Entry): QuietSpan {
  const from = readClock(findings, entry, 'from');
  const to = readClock(findings, entry, 'to');
  if (from === to) findings.add(`${entry.path}.to`, 'must be another time than from; a whole day is 00:00 to 24:00');
  return { days: oneOfEach(findings, entry, 'days', WEEKDAYS, 'weekday') as Weekday[], from, to };
}

function readClock(findings: RuleFindings, { fields, path }: Entry, key: string): number {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(String(fields[key]));
  const minute = match === null ? NaN : Number(match[1]) * 60 + Number(match[2]);
  if (minute <= 24 * 60) return minute;
  findings.add(`${path}.${key}`, 'must be a time of day from 00:00 to 24:00');
  return 0;
}

function readMatcher(findings: RuleFindings, of: Entry, key: string): Matcher {
  const raw = of.fields[key];
  const path = `${of.path}.${key}`;
  const isRecord = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const entry = findings.entry(raw, path, isRecord ? Object.keys(raw) : []);
  return Object.fromEntries(
    Object.keys(entry.fields).map((label) => [label, findings.texts(entry, label, (value) => value !== '', 'value')]),
  );
}

/** Names of labels; there may be none. */
function labelNames(findings: RuleFindings, entry: Entry, key: string): string[] {
  return isEmptyList(entry, key) ? [] : findings.texts(entry, key, (name) => name !== '', 'label');
}

function oneOfEach(findings: RuleFindings, entry: Entry, key: string, allowed: readonly string[], called: string) {
  return isEmptyList(entry, key) ? [] : findings.texts(entry, key, (name) => allowed.includes(name), called);
}

function isEmptyList({ fields }: Entry, key: string): boolean {
  const value = fields[key];
  return Array.isArray(value) && value.length === 0;
}
