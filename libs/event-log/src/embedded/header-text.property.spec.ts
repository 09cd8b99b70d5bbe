import { assert, dictionary, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { restoreHeaders, storeHeaders } from './header-text.ts';

describe('headers in the database', () => {
  it('come back as they were, whatever bytes they are', () => {
    assert(
      property(dictionary(string(), uint8Array({ maxLength: 20 })), (headers) => {
        const bytes = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
        expect(restoreHeaders(JSON.parse(storeHeaders(bytes)) as never)).toEqual(bytes);
      }),
    );
  });

  it('stay readable when they are texts', () => {
    expect(storeHeaders({ ce_type: Buffer.from('é\u0000'), raw: Buffer.from([0xff]) })).toBe(
      '{"ce_type":"é\\u0000","raw":{"base64":"/w=="}}',
    );
  });
});
