import { describe, expect, it } from 'vitest';
import { explainFailure } from './explain-failure.ts';
import { StartFailed } from './start-failed.ts';

describe('a failure is explained', () => {
  it('in the words of whoever foresaw it', () => {
    expect(explainFailure(new StartFailed('Port 80 is taken. Choose another.'))).toBe(
      'Port 80 is taken. Choose another.',
    );
  });

  // Found by the fault campaign: a start that met a reset connection asked people to report a bug.
  it('as an outage when the database was lost on the way', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    expect(explainFailure(reset)).toBe(
      'PostgreSQL went away during the start: read ECONNRESET. Check that it runs, and start again.',
    );
  });

  it('as something to report when nobody foresaw it', () => {
    expect(explainFailure(new TypeError('x is undefined'))).toMatch(/^TypeError: x is undefined\n.*Please report it/);
  });
});
