import { z } from 'zod';
import { CASE_STATES } from '#core/case-changes';
import { ALERT_SEVERITIES } from './alert-changed.ts';
import { reading } from './reading.ts';
import { count, identifier, instantText, object } from './values.ts';

/** What can happen to a case, in the order of a usual life. */
export const CASE_CHANGES = [
  'opened',
  'alert-joined',
  'alert-withdrawn',
  'acknowledged',
  'assigned',
  'noted',
  'contacted',
  'resolved',
  'reopened',
  'snoozed',
  'woken',
  'escalated',
  'recovered',
  'recovery-lost',
] as const;

const since = (what: string) => instantText.nullable().describe(`${what}; null when that has not happened.`);

/** The whole case after a change, without a word that anybody wrote: of two events the higher version says how it stands. */
export const caseChanged = object({
  caseId: identifier,
  version: count.describe('Rises by one with every change.'),
  change: z.enum(CASE_CHANGES).describe('What has happened.'),
  at: instantText.describe('When it happened.'),
  by: identifier.describe('Who did it; `barometer` for what nobody did.'),
  state: z.enum(CASE_STATES),
  severity: z.enum(ALERT_SEVERITIES).describe('That of the gravest alert.'),
  segment: reading.shape.segment,
  owner: identifier.nullable(),
  openedAt: instantText,
  acknowledgedAt: since('When somebody first looked at it'),
  contactedAt: since('When the customer was first spoken to'),
  resolvedAt: since('When somebody said that it is done'),
  recoveredAt: since('When a good answer closed the loop'),
  dueAt: instantText.describe('Until when the customer should have been contacted.'),
  alertIds: z.array(identifier).describe('The alerts that stand.'),
  ticketId: identifier.nullable().describe('The ticket that was rated, where the first answer names one.'),
});

export type CaseChangedData = z.infer<typeof caseChanged>;
