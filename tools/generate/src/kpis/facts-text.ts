import { FACT_SHAPES, type FactKind } from '#core/facts';
import { code, markdownTable } from '../markdown-table.ts';

/** What has happened when there is such a fact, and its instant. */
const MEANINGS: Readonly<Record<FactKind, string>> = {
  answered: 'One answer of a response, in the revision that stands; at `answeredAt`. A response has one per answer',
  'response-received': 'A response was given, whatever its answers; at `answeredAt`',
  opened:
    'A ticket was opened; at `openedAt` where the source states it, else at the first `opened`, else at the first event',
  'first-responded': 'The first `responded` of a ticket',
  assigned: 'Each `assigned` of a ticket',
  resolved: 'The resolution that stands. A reopening takes it back',
  reopened: 'Each return of a ticket from resolved, closed, cancelled or merged',
  closed: 'The closing that stands. A ticket that is closed again counts at the later instant only',
  cancelled: 'The cancellation that stands',
  'backlog-entered': 'A ticket began to wait: opened or reopened, or its attributes changed while it waited',
  'backlog-left': 'It waits no longer: closed, cancelled or merged, or its attributes changed',
  'case-opened': 'A case was opened; at the instant its first alert fired. A case that was withdrawn has no facts',
  'case-acknowledged': 'Somebody first looked at a case',
  'case-contacted': 'The customer of a case was first spoken to',
  'case-resolved': 'Somebody said that a case is done. A reopening takes it back',
  'case-recovered': 'A good answer closed the loop. Its correction takes it back',
  'case-work-entered': 'Somebody had to see to a case: opened or reopened',
  'case-work-left': 'Nobody has to any longer: resolved, recovered or withdrawn',
};

const FIELDS: Readonly<Record<string, string>> = {
  scale: "the scale's number",
  score: 'the score',
  mayRecommend: '0 or 1',
  comment: '0 or 1',
  sla: '−1 none, 0 missed, 1 met',
  contacts: "the source's count, else the number of `responded`",
  reassignments: "the source's count, else the number of `assigned` less one",
  reopens: "the source's count, else the number of `reopened` facts",
  elapsed: 'since the opening, in milliseconds',
  recovered: '0 or 1: whether a good answer has closed the loop',
  resolution: 'from the opening to the resolution, in milliseconds; −1 without one',
};

/** The table of the facts that KPIs are read from. */
export function factsTable(): string {
  const rows = FACT_SHAPES.map(({ kind, fields }) => [
    code(kind),
    MEANINGS[kind],
    fields.map(({ name }) => `${code(name)}: ${explained(name)}`).join('; '),
  ]);
  return markdownTable(['fact', 'what has happened', 'fields'], rows);
}

/** @throws RangeError for a field that nobody has explained: add it to the list above */
function explained(field: string): string {
  const meaning = FIELDS[field];
  if (meaning === undefined) throw new RangeError(`the field "${field}" of a fact is not explained in facts-text.ts`);
  return meaning;
}
