import { describe, expect, it } from 'vitest';
import {
  FACT_SHAPES,
  factCode,
  factKey,
  isFactKind,
  shapeOf,
  shapeOfCode,
  type Fact,
  type FactKind,
} from '#core/facts';

describe('the kinds of facts', () => {
  it('keep the codes and the fields that ledgers hold', () => {
    const written = FACT_SHAPES.map(
      ({ code, kind, fields }) => `${code} ${kind} ${fields.map(({ name }) => name).join(' ')}`,
    );
    expect(written.map((line) => line.trim())).toEqual([
      '1 answered scale score mayRecommend',
      '2 response-received comment',
      '3 opened',
      '4 first-responded elapsed',
      '5 assigned',
      '6 resolved elapsed',
      '7 reopened',
      '8 closed sla contacts reassignments reopens elapsed resolution',
      '9 cancelled',
      '10 backlog-entered',
      '11 backlog-left',
      '12 case-opened recovered',
      '13 case-acknowledged elapsed',
      '14 case-contacted elapsed',
      '15 case-resolved elapsed',
      '16 case-recovered elapsed',
      '17 case-work-entered',
      '18 case-work-left',
    ]);
  });

  it('are found by name and by code', () => {
    for (const shape of FACT_SHAPES) {
      expect(shapeOf(shape.kind)).toBe(shape);
      expect(shapeOfCode(factCode(shape.kind))).toBe(shape);
    }
    expect(isFactKind('closed')).toBe(true);
    expect(isFactKind('breached')).toBe(false);
  });

  it('say when one is not known', () => {
    expect(() => shapeOf('breached' as FactKind)).toThrow('no fact is called "breached"');
    expect(() => shapeOfCode(99)).toThrow('no fact has the code 99');
  });
});

describe('the key of a fact', () => {
  const fact: Fact = { kind: 'closed', at: 1, attributes: { team: 'mail' }, measures: [1, 23] };

  it('is shared by equal facts', () => {
    expect(factKey({ ...fact, attributes: { team: 'mail' }, measures: [1, 23] })).toBe(factKey(fact));
  });

  it.each<Partial<Fact>>([
    { kind: 'cancelled' },
    { at: 11 },
    { attributes: {} },
    { measures: [12, 3] },
    { measures: [1] },
  ])('differs with %j', (change) => {
    expect(factKey({ ...fact, ...change })).not.toBe(factKey(fact));
  });
});
