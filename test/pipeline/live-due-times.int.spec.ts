import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadAlertRules } from '#core/alerts';
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from '#core/time';
import { alertFeed, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { DueTimes } from '#services/alerter';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';
import { givenAudience } from './given-audience.fixture.ts';
import { startPipeline, type Pipeline } from './pipeline.ts';

const START = parseInstant('2026-03-02T08:00:00Z') as number;
const DUE = START + 2 * HOUR;

let postgres: TestPostgres;
let pipeline: Pipeline;
let now: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  pipeline = await startPipeline(postgres, 2);
  now = START;
});
afterEach(async () => pipeline.close());

let events = 0;

function ticket(
  ticketId: string,
  state: string,
  at: number,
  more: { dueAt?: number; arrivesAt?: number } = {},
): DeskEvent {
  const { dueAt, arrivesAt = at } = more;
  const sla = dueAt === undefined ? {} : { sla: { dueAt: formatInstant(dueAt) } };
  const data = { ticketId, state, at: formatInstant(at), attributes: { team: 'a', agent: 'Jane' }, ...sla };
  const id = `e-${(events += 1)}`;
  const head = { specversion: '1.0', id, source: 'test', type: 'ticket.state-changed.v1' } as const;
  return { arrivesAt, event: { ...head, time: formatInstant(at), datacontenttype: 'application/json', data } };
}

function givenDueTimes(): DueTimes {
  const rules = loadAlertRules().rules.filter((rule) => rule.kind === 'due');
  return new DueTimes({
    database: pipeline.database,
    clock: () => now,
    rules,
    audience: givenAudience('webhook:default'),
  });
}

async function passUntil(instant: number, dueTimes: DueTimes, given: readonly DeskEvent[] = []) {
  await pipeline.feed(given);
  now = instant;
  return (await dueTimes.follow()).map(({ state, ticketId }) => `${ticketId} ${state}`);
}

const told = async () => {
  const rows = await pipeline.database.query<{ event_id: string; body: string }>(
    'SELECT event_id, body FROM outbox ORDER BY sequence',
  );
  return rows.map(({ event_id: id, body }) => ({ id, ...(JSON.parse(body) as object) }));
};

describe('a due time', () => {
  it('raises an alert when it passes, and the ticket’s end resolves it', async () => {
    const dueTimes = givenDueTimes();
    expect(await passUntil(START, dueTimes, [ticket('T-1', 'opened', START, { dueAt: DUE })])).toEqual([]);
    expect(await passUntil(DUE - 1, dueTimes)).toEqual([]);
    expect(await passUntil(DUE, dueTimes)).toEqual(['T-1 firing']);
    expect(await passUntil(DUE + HOUR, dueTimes)).toEqual([]);
    expect(await passUntil(DUE + HOUR, dueTimes, [ticket('T-1', 'resolved', DUE + MINUTE)])).toEqual(['T-1 resolved']);
    expect(await told()).toMatchObject([
      {
        state: 'firing',
        rule: 'sla-due',
        segment: { team: 'a' },
        summary: 'Ticket past its due time: it was due at 2026-03-02T10:00:00.000Z (team a)',
        evidence: { readings: [], answers: [], ticketId: 'T-1' },
      },
      { state: 'resolved' },
    ]);
    expect(JSON.stringify(await told())).not.toContain('Jane');
    const [alert] = await alertFeed(pipeline.database, {}, 10);
    expect(alert).toMatchObject({ state: 'resolved', step: 2, raisedAt: DUE, ticketId: 'T-1' });
  });

  it('raises nothing when the ticket was ended in time, and takes it back when that becomes known late', async () => {
    const dueTimes = givenDueTimes();
    const opened = ['T-1', 'T-2', 'T-3'].map((id) => ticket(id, 'opened', START, { dueAt: DUE }));
    await passUntil(START, dueTimes, opened);
    await passUntil(START + HOUR, dueTimes, [ticket('T-1', 'resolved', START + MINUTE)]);
    expect(await passUntil(DUE, dueTimes)).toEqual(['T-2 firing', 'T-3 firing']);
    const late = [
      ticket('T-2', 'resolved', DUE - MINUTE, { arrivesAt: DUE + MINUTE }),
      ticket('T-3', 'pending', DUE + MINUTE, { dueAt: DUE + DAY }),
    ];
    expect((await passUntil(DUE + 2 * MINUTE, dueTimes, late)).sort()).toEqual(['T-2 withdrawn', 'T-3 withdrawn']);
    expect(await passUntil(DUE + DAY, dueTimes)).toEqual(['T-3 firing']);
    expect((await told()).map(({ id }) => id.split('/').at(-1))).toEqual(['1', '1', '2', '2', '3']);
  });

  it('that had long passed when it was heard of raises nothing', async () => {
    const old = ticket('T-1', 'opened', START - 9 * DAY, { dueAt: START - 8 * DAY, arrivesAt: START });
    expect(await passUntil(START, givenDueTimes(), [old])).toEqual([]);
    const waiting = ticket('T-2', 'opened', START, { dueAt: DUE });
    await pipeline.feed([waiting]);
    expect(await passUntil(DUE + 2 * DAY, givenDueTimes())).toEqual([]);
  });

  it('is found at once where the log begins at a high offset', async () => {
    await pipeline.feed([ticket('T-1', 'opened', START, { dueAt: DUE })]);
    await pipeline.database.execute('UPDATE journal SET "offset" = "offset" + 90000000');
    await pipeline.database.execute('UPDATE progress SET next_offset = next_offset + 90000000 WHERE next_offset > 0');
    now = DUE;
    expect((await givenDueTimes().follow()).map(({ state }) => state)).toEqual(['firing']);
  });

  it('is told once, whoever takes over, and whoever looks at the same moment', async () => {
    const [one, other] = [givenDueTimes(), givenDueTimes()];
    await passUntil(START, one, [ticket('T-1', 'opened', START, { dueAt: DUE })]);
    expect(await passUntil(DUE, other)).toEqual(['T-1 firing']);
    expect(await passUntil(DUE + 1, one)).toEqual([]);
    await pipeline.feed([ticket('T-1', 'resolved', DUE + MINUTE)]);
    now = DUE + 2 * MINUTE;
    await Promise.allSettled([one.follow(), other.follow()]);
    expect(await told()).toHaveLength(2);
  });
});
