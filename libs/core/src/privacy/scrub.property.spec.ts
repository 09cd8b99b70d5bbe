import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScrubbed, scrub } from './scrub.ts';
import { shorten } from './shorten.ts';

/** Texts that come close to what is looked for. */
const TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...Array.from('a0123456789 @-+().,/_\n\u200d＠٣é[]<>')), maxLength: 60 }),
);
/** Words of a language, which do not run into what is put between them. */
const PROSE = fc.array(fc.constantFrom('slow', 'Réseau', 'mail', '3', 'on', 'nps-0-10', '🙂', 'x1'), { maxLength: 5 });
const EMAIL = fc.emailAddress().filter((address) => !/[',"();:<>[\]]/.test(address));
const SEPARATOR = fc.constantFrom('', ' ', '-', '.', ' - ', '/', '\u00a0', '–', ') ', '\u200b', '_');

const number = (fewest: number, most: number) =>
  fc
    .array(fc.tuple(SEPARATOR, fc.nat(9)), { minLength: fewest, maxLength: most })
    .map((digits) => digits.map(([separator, digit], place) => (place === 0 ? '' : separator) + digit).join(''));

function between(words: readonly string[], found: string, more: readonly string[]): string {
  return [...words.filter((word) => word !== '3'), 'say', found, 'say', ...more].join(' ');
}

describe('scrubbing', () => {
  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(TEXT, (text) => isScrubbed(scrub(text))),
      { numRuns: 5_000 },
    );
  });

  it('leaves no address, no eight digits in a row, and no second line', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const scrubbed = scrub(text);
        expect(scrubbed).not.toMatch(/[\w.]@[\w.]/);
        expect(scrubbed.replaceAll(/[ ./()+,_-]/g, '')).not.toMatch(/^\d{8,}$/);
        expect(scrubbed).not.toMatch(/\d{8}|[\n\r\u2028\u2029\0]/);
        expect(scrubbed.isWellFormed()).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes every e-mail address, and nothing beside it', () => {
    fc.assert(
      fc.property(PROSE, EMAIL, PROSE, (before, address, after) => {
        expect(scrub(between(before, address, after))).toBe(between(before, '[e-mail]', after));
      }),
    );
  });

  it.each([
    ['telephone', 8, 12, '[phone]'],
    ['card', 13, 19, '[card]'],
    ['other long', 20, 40, '[number]'],
  ])('takes every %s number, however it is written', (_, fewest, most, name) => {
    fc.assert(
      fc.property(PROSE, number(fewest, most), PROSE, (before, found, after) => {
        expect(scrub(between(before, found, after))).toBe(between(before, name, after));
      }),
    );
  });

  it('leaves a text alone that has neither an at sign nor eight digits nor characters that are not seen', () => {
    fc.assert(fc.property(PROSE, (words) => isScrubbed(words.join(' '))));
  });

  it('takes time in proportion to the text', () => {
    const begun = performance.now();
    for (const hard of ['a', '1', '1    ', '@', '1-', 'a@', '1234567    ']) scrub(hard.repeat(200_000));
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

describe('shortening', () => {
  it('keeps to the length, keeps the beginning, and cuts no character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
        const short = shorten(text, most);
        expect(short.length).toBeLessThanOrEqual(most);
        expect(short.isWellFormed()).toBe(true);
        if (text.length <= most) expect(short).toBe(text);
        else expect(text.startsWith(short.slice(0, -1)) && short.endsWith('…')).toBe(true);
      }),
    );
  });
});
