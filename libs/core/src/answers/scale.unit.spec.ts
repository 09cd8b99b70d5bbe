import { describe, expect, it } from 'vitest';
import { classOf, findScale, isOnScale, SCALES, scaleOf, scaleOfCode, type ScaleId } from '#core/answers';

/** docs/kpis.md, "Scales", score by score: d dissatisfied, n neutral, s satisfied. The first letter is the lowest score's. */
const CLASSES: readonly (readonly [ScaleId, lowest: number, classes: string])[] = [
  ['nps-0-10', 0, 'dddddddnnss'],
  ['csat-1-5', 1, 'ddnss'],
  ['csat-1-10', 1, 'ddddddnnss'],
  ['ces-ease-1-7', 1, 'dddnsss'],
  ['ces-effort-1-5', 1, 'ssndd'],
  ['ease-1-5', 1, 'ddnss'],
  ['smiley-1-3', 1, 'dns'],
  ['enps-0-10', 0, 'dddddddnnss'],
];

describe('the scale', () => {
  it.each(CLASSES)('%s, from %d, puts its scores into the classes %s', (id, lowest, classes) => {
    const scale = scaleOf(id);
    const letters = Array.from(classes, (_, i) => classOf(scale, lowest + i).slice(0, 1));
    expect(letters.join('')).toBe(classes);
    expect(scale).toMatchObject({ lowest, highest: lowest + classes.length - 1 });
  });

  it.each(CLASSES)('%s takes whole numbers between its ends only', (id, lowest, classes) => {
    const scale = scaleOf(id);
    const highest = lowest + classes.length - 1;
    expect([lowest - 1, lowest, highest, highest + 1].map((score) => isOnScale(scale, score))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isOnScale(scale, lowest + 0.5)).toBe(false);
    expect(isOnScale(scale, Number.NaN)).toBe(false);
  });
});

describe('the list of scales', () => {
  it('is the one of docs/kpis.md', () => {
    expect(SCALES.map(({ id }) => id)).toEqual(CLASSES.map(([id]) => id));
  });

  it('keeps the codes that ledgers hold', () => {
    expect(Object.fromEntries(SCALES.map(({ id, code }) => [id, code]))).toEqual({
      'nps-0-10': 1,
      'csat-1-5': 2,
      'csat-1-10': 3,
      'ces-ease-1-7': 4,
      'ces-effort-1-5': 5,
      'ease-1-5': 6,
      'smiley-1-3': 7,
      'enps-0-10': 8,
    });
    for (const scale of SCALES) expect(scaleOfCode(scale.code)).toBe(scale);
  });

  it('says when it does not have a scale', () => {
    expect(findScale('nps')).toBeUndefined();
    expect(() => scaleOf('nps' as ScaleId)).toThrow('no scale is called "nps"');
    expect(() => scaleOfCode(99)).toThrow('no scale has the code 99');
  });
});
