import {
  array,
  assert,
  constantFrom,
  dictionary,
  oneof,
  option,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readChunk, writeChunk } from './record-chunk.ts';

const bytes = uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));
const name = oneof(constantFrom('a', 'b'), string()).filter((text) => text !== '__proto__');
const header = oneof(constantFrom(Buffer.from('1'), Buffer.from('2')), bytes);

describe('a chunk of records', () => {
  it('gives back what was put in, whatever bytes it is', () => {
    assert(
      property(array(record({ key: bytes, value: option(bytes), headers: dictionary(name, header) })), (records) => {
        expect(readChunk(writeChunk(records))).toEqual(
          records.map((each) => ({ ...each, headers: { ...each.headers } })),
        );
      }),
    );
  });

  it('tells a value without bytes from no value', () => {
    const records = [Buffer.alloc(0), null].map((value) => ({ key: Buffer.from('k'), value, headers: {} }));
    expect(readChunk(writeChunk(records)).map(({ value }) => value?.length)).toEqual([0, undefined]);
  });

  it('refuses a form that it does not know, as after a return to an older version', () => {
    const written = writeChunk([]);
    written.writeInt32BE(2, 0);
    expect(() => readChunk(written)).toThrow('form 2');
  });
});
