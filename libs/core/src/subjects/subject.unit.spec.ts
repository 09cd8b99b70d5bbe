import { describe, expect, it } from 'vitest';
import type { SurveyAnswered } from '#core/answers';
import {
  learn,
  newSubject,
  readSubject,
  subjectOf,
  unheardOf,
  writeSubject,
  type ArrivedEvent,
  type Subject,
} from '#core/subjects';
import { TICKET_STATES, type TicketStateChanged } from '#core/tickets';
import { HOUR } from '#core/time';

const resolved: TicketStateChanged = {
  kind: 'ticket-state-changed',
  ticketId: 'T-7',
  state: 'resolved',
  at: 9 * HOUR,
  sequence: 6,
  openedAt: 8 * HOUR,
  attributes: { team: 'desk-1' },
  counts: { contacts: 1, reassignments: 0 },
  sla: { dueAt: 12 * HOUR, met: true },
  resolvedAt: null,
};

const answered: SurveyAnswered = {
  kind: 'survey-answered',
  responseId: 'r-81',
  revision: 0,
  surveyId: 'after-ticket',
  answeredAt: 10 * HOUR,
  answers: [{ question: 'recommend', scale: 'nps-0-10', score: 3 }],
  comment: 'Third outage this month',
  respondent: { mayRecommend: true },
  about: { team: 'desk-1' },
  ticketId: 'T-7',
};

function arrived(data: ArrivedEvent['data'], id = 'e-1', knownAt = 11 * HOUR): ArrivedEvent {
  return { source: 'desk', id, knownAt, data };
}

describe('the subject of an event', () => {
  it('is its ticket or its response, which an invitation belongs to before it is answered', () => {
    expect(subjectOf(resolved)).toEqual({ kind: 'ticket', key: 'T-7' });
    expect(subjectOf(answered)).toEqual({ kind: 'response', key: 'r-81' });
    for (const kind of ['survey-withdrawn', 'survey-sent', 'survey-declined'] as const) {
      expect(subjectOf({ kind, responseId: 'r-81' })).toEqual({ kind: 'response', key: 'r-81' });
    }
  });
});

describe('what a subject has not heard of', () => {
  const subject = learn(newSubject('response', 'r-81'), [arrived(answered, 'e-1'), arrived(answered, 'e-2')]).subject;

  it('is every event of another id or source, once', () => {
    const other = { ...arrived(answered, 'e-1'), source: 'other' };
    const again = [arrived(answered, 'e-2'), arrived(answered, 'e-3'), other, arrived(answered, 'e-3'), other];
    expect(unheardOf(subject, again)).toEqual([again[1], other]);
  });

  it('is the same when there is more to compare', () => {
    const many = Array.from({ length: 200 }, (_, i) => arrived(answered, `e-${i % 100}`));
    expect(unheardOf(subject, many).map(({ id }) => id)).toEqual(['e-0', ...many.slice(3, 100).map(({ id }) => id)]);
    expect(unheardOf(subject, many.slice(0, 3)).map(({ id }) => id)).toEqual(['e-0']);
  });
});

describe('learning', () => {
  it('adds the facts of a first event, from when it was known', () => {
    const { contributions } = learn(newSubject('response', 'r-81'), [arrived(answered)]);
    expect(contributions).toMatchObject([
      { fact: { kind: 'answered', at: 10 * HOUR }, knownAt: 11 * HOUR, weight: 1 },
      { fact: { kind: 'response-received', at: 10 * HOUR }, knownAt: 11 * HOUR, weight: 1 },
    ]);
  });

  it('takes back what a correction replaces, first, and leaves alone what stays', () => {
    const first = learn(newSubject('response', 'r-81'), [arrived(answered)]).subject;
    const corrected = {
      ...answered,
      revision: 1,
      answers: [{ question: 'recommend', scale: 'nps-0-10', score: 9 }],
    } as const;
    const { contributions } = learn(first, [arrived(corrected, 'e-2', 12 * HOUR)]);
    expect(contributions.map(({ fact, knownAt, weight }) => [fact.kind, fact.measures, knownAt, weight])).toEqual([
      ['answered', [1, 3, 1], 12 * HOUR, -1],
      ['answered', [1, 9, 1], 12 * HOUR, 1],
    ]);
  });

  it('adds nothing when a later event says nothing new', () => {
    const first = learn(newSubject('response', 'r-81'), [arrived({ ...answered, revision: 1 })]).subject;
    expect(learn(first, [arrived(answered, 'e-2', 12 * HOUR)]).contributions).toEqual([]);
  });

  it('rewrites what later events had caused when something older becomes known late', () => {
    const withdrawn = { kind: 'survey-withdrawn', responseId: 'r-81' } as const;
    const subject = learn(newSubject('response', 'r-81'), [arrived(answered, 'e-1', 3)]).subject;
    // The withdrawal was known before the answer: the answer never counted, for no instant.
    const { contributions } = learn(subject, [arrived(withdrawn, 'e-2', 2)]);
    expect(contributions.map(({ fact, knownAt, weight }) => [fact.kind, knownAt, weight])).toEqual([
      ['answered', 3, -1],
      ['response-received', 3, -1],
    ]);
  });

  it('keeps an invitation, which contributes nothing', () => {
    const invited = learn(newSubject('response', 'r-81'), [arrived({ kind: 'survey-sent', responseId: 'r-81' })]);
    expect(invited.contributions).toEqual([]);
    const told = learn(invited.subject, [arrived(answered, 'e-2', 12 * HOUR)]);
    expect(told.contributions.map(({ fact }) => fact.kind)).toEqual(['answered', 'response-received']);
    const declined = learn(told.subject, [arrived({ kind: 'survey-declined', responseId: 'r-81' }, 'e-3', 13 * HOUR)]);
    expect(declined.contributions).toEqual([]);
    expect(readSubject('response', 'r-81', writeSubject(declined.subject))).toEqual(declined.subject);
  });

  it('refuses an event of another kind', () => {
    const response: Subject = newSubject('response', 'r-81');
    expect(() => learn(response, [arrived(resolved)])).toThrow('a response learns nothing from "ticket-state-changed"');
    expect(() => learn(newSubject('ticket', 'T-7'), [arrived(answered)])).toThrow(RangeError);
  });
});

describe('the text of a subject', () => {
  it('is stable: other versions read it', () => {
    const ticket = learn(newSubject('ticket', 'T-7'), [arrived(resolved)]).subject;
    expect(writeSubject(ticket)).toBe(
      '["desk","e-1",39600000,6,32400000,6,{"team":"desk-1"},' +
        '{"openedAt":28800000,"resolvedAt":null,"counts":{"contacts":1,"reassignments":0},"sla":{"dueAt":43200000,"met":true}}]\n',
    );
    const response = learn(newSubject('response', 'r-81'), [arrived(answered)]).subject;
    expect(writeSubject(response)).toBe(
      '["desk","e-1",39600000,0,36000000,[["recommend",1,3]],3,{"team":"desk-1","survey":"after-ticket"}]\n',
    );
  });

  it('holds neither the person nor what was written', () => {
    const said = { ...answered, respondent: { id: 'c-9' } };
    expect(writeSubject(learn(newSubject('response', 'r-81'), [arrived(said)]).subject)).not.toMatch(/c-9|outage/);
  });

  it('writes what repeats once, noughts beside it included', () => {
    const again = { ...resolved, at: 0, sequence: 0, openedAt: undefined };
    const events = [arrived(resolved), arrived(again, 'e-2', 0), arrived(again, 'e-3', 0)];
    const { subject } = learn(newSubject('ticket', 'T-7'), events);
    const text = writeSubject(subject);
    expect(text.match(/desk-1/g)).toHaveLength(1);
    expect(readSubject('ticket', 'T-7', text)).toEqual(subject);
  });

  it('keeps every state in its place', () => {
    expect(TICKET_STATES.join(' ')).toBe(
      'opened assigned responded pending resumed escalated resolved reopened closed cancelled merged',
    );
  });

  it('is refused when a newer version wrote it', () => {
    expect(() => readSubject('ticket', 'T-7', '["desk","e-1",0,99,0,0,{}]\n')).toThrow(
      'no ticket state is stored as 99',
    );
    expect(() => readSubject('response', 'r-81', '["desk","e-1",0,0,0,[["q",99,3]],3,{}]\n')).toThrow(
      'no scale has the code 99',
    );
  });
});
