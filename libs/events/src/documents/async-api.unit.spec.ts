import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { buildAsyncApi } from './async-api.ts';
import { readGoldenMessages } from './golden.ts';

interface Message {
  readonly headers: object;
  readonly payload: { readonly $ref?: string };
  readonly examples?: readonly { readonly name: string; readonly headers: object; readonly payload: object }[];
}

const golden = readGoldenMessages(fileURLToPath(new URL('../../golden', import.meta.url)));
const document = buildAsyncApi('1.2.3', golden) as {
  readonly channels: Readonly<Record<string, { readonly messages: Readonly<Record<string, unknown>> }>>;
  readonly components: { readonly messages: Readonly<Record<string, Message>> };
};

/** What a JSON pointer such as `#/components/messages/x` leads to. */
const resolve = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], document);

describe('the AsyncAPI document', () => {
  it('has a channel for every topic, and a message in each', () => {
    expect(Object.keys(document.channels)).toEqual([
      'survey-answered',
      'survey-answered.dead-letter',
      'ticket-state',
      'ticket-state.dead-letter',
      'case-changed',
      'case-changed.dead-letter',
      'kpi-updated',
      'alert-changed',
    ]);
    for (const { messages } of Object.values(document.channels)) expect(Object.keys(messages)).not.toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer = '']) => pointer);
    expect(references.filter((pointer) => resolve(pointer) === undefined)).toEqual([]);
    expect(references.length).toBeGreaterThan(10);
  });

  it.each(Object.entries(document.components.messages).filter(([name]) => name !== 'deadLetter'))(
    'shows an example of %s that fits its own schemas',
    (_, { headers, payload, examples = [] }) => {
      const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
      const data = ajv.compile(resolve(payload.$ref ?? '') as object);
      const attributes = ajv.compile(headers);
      expect(examples).toHaveLength(1);
      for (const example of examples) {
        expect([attributes(example.headers), attributes.errors]).toEqual([true, null]);
        expect([data(example.payload), data.errors]).toEqual([true, null]);
      }
    },
  );
});
