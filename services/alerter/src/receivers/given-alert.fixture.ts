import type { AlertChangedData } from '#libs/events';
import type { OutboxMessage } from '#libs/postgres';

export const DETRACTOR: AlertChangedData = {
  alertId: 'detractor-5fdeb6cee00e145c7599b19ef20a4a28',
  rule: 'detractor',
  severity: 'critical',
  state: 'firing',
  at: '2026-11-20T10:15:04.200Z',
  segment: { team: 'desk-1', channel: 'email' },
  summary: 'Detractor: 3 on nps-0-10 to "recommend" (team desk-1, channel email)',
  evidence: {
    readings: [],
    answers: [{ responseId: 'r-81', question: 'recommend', scale: 'nps-0-10', score: 3, ticketId: 'T-7' }],
  },
  caseId: null,
};

/** The same, after the answer was corrected. */
export const WITHDRAWN: AlertChangedData = {
  ...DETRACTOR,
  state: 'withdrawn',
  at: '2026-11-20T10:20:00.000Z',
  summary: 'Detractor withdrawn: the answer was corrected or taken back',
};

/** What people who mean harm, or know no better, put into the fields of a survey tool. */
export const HOSTILE: AlertChangedData = {
  ...DETRACTOR,
  segment: {
    team: '<!channel> [pay](https://evil.example) & <b>ann@example.org</b>',
    channel: 'x'.repeat(256),
    service: '+49 30 12345678',
    topic: '\u0000\r\nBcc: all@example.org',
    company: '🙂'.repeat(128),
  },
  summary: `Detractor: 3 on nps-0-10 to "${'&<>"'.repeat(300)}" of ann@example.org, 4111 1111 1111 1111`,
  evidence: {
    readings: [],
    answers: [
      {
        responseId: 'ann@example.org',
        question: 'q',
        scale: 'nps-0-10',
        score: 3,
        ticketId: 'ann@example.org',
      },
    ],
  },
};

/** A message of the outbox that tells an alert's step. */
export function messageOf(data: AlertChangedData, step = 1): OutboxMessage {
  return {
    sequence: step,
    destination: 'any',
    key: data.alertId,
    eventId: `alert-changed/${data.alertId}/${step}`,
    type: 'alert.changed.v1',
    happenedAt: Date.parse(data.at),
    body: JSON.stringify(data),
    createdAt: Date.parse(data.at),
    attempts: 1,
  };
}
