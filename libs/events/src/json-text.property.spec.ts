import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementTexts, memberText } from './json-text.ts';

const json = fc.jsonValue({ stringUnit: 'binary' });
const indent = fc.constantFrom(0, 1, '\t', '\r\n ');
const name = fc.oneof(fc.constantFrom('data', 'a"b', 'a\\'), fc.string());

describe('the texts of values in JSON', () => {
  it('are the elements of an array, each as it was written', () => {
    fc.assert(
      fc.property(fc.array(json), indent, (values, space) => {
        const text = JSON.stringify(values, undefined, space);
        expect(elementTexts(text).map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(text));
        for (const element of elementTexts(text)) expect(text).toContain(element);
      }),
    );
  });

  it('are the members of an object; a doubled one is the last, as JSON.parse has it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, json)), indent, (members, space) => {
        const text = `{${members.map(([key, value]) => `${JSON.stringify(key)} :${JSON.stringify(value, undefined, space)}`).join('\n,')} }`;
        const parsed = JSON.parse(text) as Record<string, unknown>;
        for (const [key] of members) expect(JSON.parse(memberText(text, key) ?? '')).toEqual(parsed[key]);
        expect(memberText(text, 'not among them, surely')).toBeUndefined();
      }),
    );
  });

  it('are found under a name that is written with escapes', () => {
    expect(memberText('{"\\u0064ata":[1, 2]}', 'data')).toBe('[1, 2]');
  });

  it('are found however deep they nest', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(memberText(`{"data":${deep},"a":1}`, 'data')).toBe(deep);
  });
});
