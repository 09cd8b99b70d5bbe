import { describe, expect, it } from 'vitest';
import { attributesKey, isDimension, isWithin, mergeAttributes, segmentOf } from '#core/segments';

describe('the key of attributes', () => {
  it('is the same for the same values in any order, and for nothing else', () => {
    expect(attributesKey({ team: 'mail', agent: 'a-1' })).toBe(attributesKey({ agent: 'a-1', team: 'mail' }));
    const different = [
      {},
      { team: 'a' },
      { agent: 'a' },
      { team: '' },
      { team: 'a","agent' },
      { team: 'a', agent: '' },
    ];
    expect(new Set(different.map(attributesKey)).size).toBe(different.length);
  });

  it('is written as pairs in the order of the dimensions', () => {
    expect(attributesKey({ channel: 'web', team: 'mail' })).toBe('[["team","mail"],["channel","web"]]');
    expect(attributesKey({})).toBe('[]');
  });
});

describe('merged attributes', () => {
  it('are what was known, with what was said over it', () => {
    expect(mergeAttributes({ team: 'mail', channel: 'web' }, { team: 'network' })).toEqual({
      team: 'network',
      channel: 'web',
    });
  });

  it('are the same object when nothing new was said', () => {
    const known = { team: 'mail', channel: 'web' };
    expect(mergeAttributes(known, { team: 'mail' })).toBe(known);
    mergeAttributes(known, { team: 'network' });
    expect(known).toEqual({ team: 'mail', channel: 'web' });
  });
});

describe('a segment', () => {
  it('holds what has all of its values, and the empty one holds everything', () => {
    expect(isWithin({ team: 'mail' }, { team: 'mail', channel: 'web' })).toBe(true);
    expect(isWithin({ team: 'mail', channel: 'phone' }, { team: 'mail', channel: 'web' })).toBe(false);
    expect(isWithin({ team: 'mail' }, {})).toBe(false);
    expect(isWithin({}, {})).toBe(true);
  });

  it('of a cut is the fact’s values, or none when one of them is not known', () => {
    expect(segmentOf(['team', 'channel'], { team: 'mail', channel: 'web', agent: 'a-1' })).toEqual({
      team: 'mail',
      channel: 'web',
    });
    expect(segmentOf(['team', 'channel'], { team: 'mail' })).toBeUndefined();
    expect(segmentOf([], { team: 'mail' })).toEqual({});
  });

  it('is cut by known dimensions only', () => {
    expect(isDimension('team')).toBe(true);
    expect(isDimension('desk')).toBe(false);
    expect(isDimension('constructor')).toBe(false);
  });
});
