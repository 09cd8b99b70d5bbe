import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { LiveArea } from './live-area.ts';

function screen(isTTY: boolean) {
  const written: string[] = [];
  const stream = new Writable({
    write(text: Buffer, _, done) {
      written.push(text.toString());
      done();
    },
  });
  return { area: new LiveArea(Object.assign(stream, { isTTY, columns: 12 })), text: () => written.join('') };
}

const UP = (lines: number) => `\u001b[1000D\u001b[${lines}A\u001b[0J`;

describe('a live area', () => {
  test('draws its block again over itself, below the lines', () => {
    const { area, text } = screen(true);
    area.draw('one\ntwo');
    area.line('said');
    area.draw('three');
    area.clear();
    area.line('end');
    expect(text()).toBe(`one\ntwo\n${UP(2)}said\none\ntwo\n${UP(2)}three\n${UP(1)}end\n`);
  });

  test('cuts the block to the width, so that no line wraps', () => {
    const { area, text } = screen(true);
    area.draw('0123456789ABCDEF');
    expect(text()).toBe('0123456789AB\n');
  });

  test('writes only the lines where nothing can be drawn over', () => {
    const { area, text } = screen(false);
    area.draw('one\ntwo');
    area.line('said');
    expect([area.redraws, text()]).toEqual([false, 'said\n']);
  });
});
