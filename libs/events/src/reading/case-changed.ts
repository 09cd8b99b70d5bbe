import type { CaseChanged } from '#core/case-changes';
import { parseInstant, type Instant } from '#core/time';
import type { CaseChangedData } from '../schemas/case-changed.ts';

/**
 * The domain's form of a changed case.
 *
 * @returns `undefined` when one of its times cannot be read, which no JSON Schema can see.
 */
export function readCaseChanged(data: CaseChangedData): CaseChanged | undefined {
  const at = parseInstant(data.at);
  const openedAt = parseInstant(data.openedAt);
  const steps = [data.acknowledgedAt, data.contactedAt, data.resolvedAt, data.recoveredAt].map(stepOf);
  if (at === undefined || openedAt === undefined || steps.includes(unreadable)) return undefined;
  const [acknowledgedAt, contactedAt, resolvedAt, recoveredAt] = steps as (Instant | undefined)[];
  const { caseId, version, state, segment: attributes } = data;
  const standing = { version, at, state, openedAt, acknowledgedAt, contactedAt, resolvedAt, recoveredAt, attributes };
  return { kind: 'case-changed', caseId, ...standing };
}

const unreadable = Symbol('unreadable');

function stepOf(text: string | null): Instant | undefined | typeof unreadable {
  return text === null ? undefined : (parseInstant(text) ?? unreadable);
}
