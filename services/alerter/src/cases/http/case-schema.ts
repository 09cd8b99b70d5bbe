import { SEVERITIES } from '#core/alerts';
import { CASE_STATES } from '#core/case-changes';
import { CASE_CHANGES, jsonSchemaOf, OUTPUT_TYPES } from '#libs/events';

const time = (description: string) => ({ type: 'string', format: 'date-time', description });
const since = (description: string) => ({ type: ['string', 'null'], format: 'date-time', description });

const { segment } = jsonSchemaOf(OUTPUT_TYPES['case.changed.v1'].schema)['properties'] as { segment: object };

const PROPERTIES = {
  caseId: { type: 'string' },
  version: { type: 'integer', minimum: 1, description: 'Rises by one with every change.' },
  state: { type: 'string', enum: [...CASE_STATES] },
  severity: { type: 'string', enum: [...SEVERITIES], description: 'That of the gravest alert.' },
  segment,
  ticketId: { type: ['string', 'null'], description: 'The ticket that was rated.' },
  owner: { type: ['string', 'null'], description: 'Who sees to it.' },
  openedAt: time('When its first alert fired.'),
  dueAt: time('Until when the customer should have been contacted.'),
  overdue: { type: 'boolean', description: 'That time has passed without a contact.' },
  snoozedUntil: since('Until then nobody is bothered with it.'),
  acknowledgedAt: since('When somebody first looked at it.'),
  contactedAt: since('When the customer was first spoken to.'),
  resolvedAt: since('When somebody said that it is done.'),
  recoveredAt: since('When a good answer closed the loop.'),
  alertIds: { type: 'array', items: { type: 'string' }, description: 'The alerts that stand.' },
};

const ENTRY = {
  type: 'object',
  required: ['version', 'change', 'at', 'by'],
  properties: {
    version: { type: 'integer', minimum: 1 },
    change: { type: 'string', enum: [...CASE_CHANGES] },
    at: time('When it happened.'),
    by: { type: 'string', description: 'Who did it; barometer for what nobody did.' },
    note: { type: 'string' },
    owner: { type: 'string' },
    alertId: { type: 'string' },
    responseId: { type: 'string' },
    until: time('The end of a snooze.'),
    dueAt: time('The deadline that follows from it.'),
  },
};

/** A case in a list. */
export const CASE = { type: 'object', required: Object.keys(PROPERTIES), properties: PROPERTIES };

/** A case with everything that has happened to it. */
export const CASE_DETAIL = {
  type: 'object',
  required: [...Object.keys(PROPERTIES), 'timeline'],
  properties: { ...PROPERTIES, timeline: { type: 'array', items: ENTRY } },
};

export const ETAG = {
  description: 'The version of the case, for If-Match.',
  schema: { type: 'string', example: '"3"' },
};
