import { expect, test } from 'vitest';
import { interpolate, variablesIn } from './interpolate.ts';

test.each([
  ['${A}', 'x'],
  ['${A:-other} and ${B:-other} and ${C:-other} and ${C-other}', 'x and other and other and other'],
  ['${B-other}', ''],
  ['$${A} costs $$1', '${A} costs $1'],
  ['${A:?is missing}', 'x'],
])('%j becomes %j', (text, expected) => {
  expect(interpolate(text, { A: 'x', B: '' })).toBe(expected);
});

test('a variable that must be there and is not ends it with its message', () => {
  expect(() => interpolate('${B:?is not set. Set it}', { B: '' })).toThrow('B is not set. Set it');
  expect(() => interpolate('${C}', {})).toThrow('C has no value and no default');
});

test('variables are told by name, each once', () => {
  expect(variablesIn('${A:-1} $${B} ${A} ${C:?x}')).toEqual(['A', 'C']);
});
