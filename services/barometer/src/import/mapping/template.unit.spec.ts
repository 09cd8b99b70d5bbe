import { describe, expect, it } from 'vitest';
import { fillTemplate, parseTemplate } from './template.ts';

const columns: Record<string, string> = { Airline: 'Lantern Air', 'Customer ID': '10a4' };
const fill = (source: string) => fillTemplate(parseTemplate(source), (name) => columns[name]);

describe('template', () => {
  it('fills holes with columns, spaces in their names included', () => {
    expect(fill('{Airline}/{Customer ID}')).toBe('Lantern Air/10a4');
  });

  it('keeps a text without holes and doubled braces', () => {
    expect(fill('plain')).toBe('plain');
    expect(fill('{{{Airline}}}')).toBe('{Lantern Air}');
  });

  it('has no value as soon as one of its columns is missing', () => {
    expect(fill('{Airline}/{Seat}')).toBeUndefined();
  });

  it('tells parameters from columns', () => {
    expect(parseTemplate('{$year}-{Day}').parts).toEqual([
      { kind: 'parameter', name: 'year' },
      { kind: 'text', text: '-' },
      { kind: 'column', name: 'Day' },
    ]);
  });

  it.each(['{Airline', 'Airline}', '{}', '{$}'])('refuses %s', (source) => {
    expect(() => parseTemplate(source)).toThrow(SyntaxError);
  });
});
