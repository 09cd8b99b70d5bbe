import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeEvent } from './decode.ts';
import { readGoldenMessages, type GoldenMessage } from './documents/golden.ts';
import { encodeEnvelope } from './encode.ts';
import { readRecord } from './envelope/read-record.ts';
import { decodeOutput, encodeOutput, type OutputEvent } from './output/output-event.ts';
import { OUTPUT_TYPES, type OutputTypeName } from './output/output-types.ts';
import { INPUT_TYPES } from './reading/input-types.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const golden = readGoldenMessages(fileURLToPath(new URL('../golden', import.meta.url)));
const outputNames: readonly string[] = Object.keys(OUTPUT_TYPES);
const isOutput = ({ event }: GoldenMessage) => outputNames.includes(event.type);
const cases = (messages: readonly GoldenMessage[]) => messages.map((message) => [message.name, message] as const);

function recordOf({ record }: GoldenMessage) {
  const headers = Object.entries(record.headers).map(([name, text]) => [name, Buffer.from(text)] as const);
  return { value: Buffer.from(JSON.stringify(record.value)), headers: Object.fromEntries(headers) };
}

function inBinary({ name }: GoldenMessage): GoldenMessage {
  const twin = golden.find((message) => message.name === name.replace('.structured', '.binary'));
  if (twin === undefined) throw new Error(`${name} has no twin in binary mode`);
  return twin;
}

describe('the golden messages', () => {
  it('cover every type in both modes', () => {
    const types = [...new Set([...INPUT_TYPES.map(({ type }) => type), ...outputNames])];
    const modes = golden.map(({ name, event }) => `${event.type} ${name.split('.')[1]}`);
    expect(modes.sort()).toEqual(types.flatMap((type) => [`${type} binary`, `${type} structured`]).sort());
  });

  it.each(cases(golden.filter((message) => !isOutput(message))))('%s is decoded as it says', (_, message) => {
    const decoded = decodeEvent(recordOf(message), NOW);
    const data = inBinary(message).record.value;
    expect(decoded).toEqual({ ok: true, event: { ...message.event, body: JSON.stringify(data) } });
  });

  it.each(cases(golden.filter(isOutput)))('%s is decoded as it says', (_, message) => {
    const decoded = decodeOutput(message.event.type as OutputTypeName, recordOf(message), NOW);
    expect(decoded).toEqual({ ok: true, event: message.event });
  });

  it('of a case is read as the projector needs it, too', () => {
    const message = golden.find(({ name }) => name === 'case-changed.binary') as GoldenMessage;
    expect(decodeEvent(recordOf(message), NOW)).toMatchObject({
      ok: true,
      event: {
        subject: 'case-5fdeb6ce',
        data: {
          kind: 'case-changed',
          caseId: 'case-5fdeb6ce',
          version: 2,
          at: Date.parse('2026-11-20T10:21:40.000Z'),
          state: 'acknowledged',
          openedAt: Date.parse('2026-11-20T10:15:04.200Z'),
          acknowledgedAt: Date.parse('2026-11-20T10:21:40.000Z'),
          contactedAt: undefined,
          attributes: { team: 'desk-1', company: 'acme', segment: 'enterprise' },
        },
      },
    });
  });

  it.each(cases(golden))('%s is written again byte for byte, in binary mode', (_, message) => {
    const read = readRecord(recordOf(message), NOW);
    if (!read.ok) throw new Error(JSON.stringify(read.rejection));
    const { headers, value } = inBinary(message).record;
    const written = encodeEnvelope(read.envelope);
    expect(JSON.stringify(written)).toBe(JSON.stringify({ value: JSON.stringify(value), headers }));
  });

  it.each(cases(golden.filter((message) => isOutput(message) && message.name.endsWith('.binary'))))(
    '%s is what encoding its event gives',
    (_, message) => {
      const { key, headers, value } = message.record;
      const written = encodeOutput(message.event as OutputEvent<OutputTypeName>);
      expect(JSON.stringify(written)).toBe(JSON.stringify({ key, value: JSON.stringify(value), headers }));
    },
  );
});
