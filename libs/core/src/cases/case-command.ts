import type { Instant } from '#core/time';
import { isClosed, type Case } from './case.ts';
import type { CaseChange, CaseEvent } from './case-event.ts';
import { deadlineFor, type CasePolicy } from './case-policy.ts';

/** What a person can ask of a case. */
export type CaseCommand =
  | { readonly command: 'acknowledge' }
  | { readonly command: 'assign'; readonly owner: string }
  | { readonly command: 'note'; readonly note: string }
  | { readonly command: 'contact'; readonly note?: string }
  | { readonly command: 'resolve'; readonly note?: string }
  | { readonly command: 'reopen' }
  | { readonly command: 'snooze'; readonly until: Instant };

/** Who asks, and what he had seen. */
export interface Asked {
  readonly by: string;
  readonly at: Instant;
  /** The version that he had before him; left out by somebody who does not care. */
  readonly version?: number;
  /** The same key asked again is done already. */
  readonly key?: string;
}

/** - `stale`: somebody has changed the case meanwhile; `impossible`: not in this state, not with these words */
export type CaseAnswer =
  | { readonly ok: true; readonly events: readonly CaseEvent[] }
  | { readonly ok: false; readonly reason: 'stale' | 'impossible'; readonly message: string };

/**
 * What a command makes of a case.
 *
 * @returns the events to append; none when it was done already under the same key, or when it changes nothing
 */
export function decideCase(known: Case, command: CaseCommand, asked: Asked, policy: CasePolicy): CaseAnswer {
  const { by, at, version, key } = asked;
  if (key !== undefined && known.keys.includes(key)) return { ok: true, events: [] };
  if (version !== undefined && version !== known.version) {
    const message = `the case is at version ${known.version}, not ${version}: read it again and decide anew`;
    return { ok: false, reason: 'stale', message };
  }
  const refusal = refusalOf(known, command, at);
  if (refusal !== undefined) return { ok: false, reason: 'impossible', message: refusal };
  const event = { at, by, ...(key === undefined ? {} : { key }) };
  return { ok: true, events: changeOf(known, command, at, policy).map((change) => ({ ...change, ...event })) };
}

function refusalOf(known: Case, command: CaseCommand, at: Instant): string | undefined {
  const over = `the case is ${known.state}: reopen it first`;
  switch (command.command) {
    case 'note':
      return command.note.trim() === '' ? 'a note must have a text' : undefined;
    case 'assign':
      if (command.owner.trim() === '') return 'an owner must have a name';
      return isClosed(known) ? over : undefined;
    case 'reopen':
      return isClosed(known) ? undefined : `the case is ${known.state}: there is nothing to reopen`;
    case 'snooze':
      if (isClosed(known)) return over;
      return command.until > at ? undefined : 'a case can be snoozed only until an instant that is still to come';
    case 'acknowledge':
    case 'resolve':
      return isClosed(known) && !isDone(known, command.command) ? over : undefined;
    // A customer may be called after all is done, and often should be.
    case 'contact':
      return undefined;
  }
}

function changeOf(known: Case, command: CaseCommand, at: Instant, policy: CasePolicy): CaseChange[] {
  switch (command.command) {
    case 'acknowledge':
      return isDone(known, 'acknowledge') ? [] : [{ change: 'acknowledged' }];
    case 'assign':
      return known.owner === command.owner ? [] : [{ change: 'assigned', owner: command.owner }];
    case 'note':
      return [{ change: 'noted', note: command.note }];
    case 'contact':
      return [{ change: 'contacted', ...noteOf(command) }];
    case 'resolve':
      return isDone(known, 'resolve') ? [] : [{ change: 'resolved', ...noteOf(command) }];
    case 'reopen':
      return [{ change: 'reopened', dueAt: at + deadlineFor(policy, known.severity, known.segment.segment) }];
    case 'snooze':
      return [{ change: 'snoozed', until: command.until }];
  }
}

function isDone(known: Case, command: 'acknowledge' | 'resolve'): boolean {
  return command === 'acknowledge' ? known.acknowledgedAt !== undefined : known.resolvedAt !== undefined;
}

function noteOf({ note }: { readonly note?: string }): { readonly note?: string } {
  return note === undefined ? {} : { note };
}
