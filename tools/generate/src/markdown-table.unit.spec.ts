import { describe, expect, it } from 'vitest';
import { enumerated, markdownTable } from './markdown-table.ts';

describe('a table in Markdown', () => {
  it('keeps its cells apart, whatever they hold', () => {
    const table = markdownTable(['a', 'b'], [['x | y', '']]);
    expect(table.split('\n')).toEqual(['| a | b |', '| --- | --- |', '| x &#124; y |  |']);
  });
});

describe('an enumeration', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('of %j is "%s"', (words, text) => {
    expect(enumerated(words)).toBe(text);
  });

  it('may offer a choice', () => {
    expect(enumerated(['a', 'b'], 'or')).toBe('a or b');
  });
});
