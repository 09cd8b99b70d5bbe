import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staleFiles, writeFiles } from './generated-file.ts';

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'generate-'));
});
afterEach(() => rmSync(checkout, { recursive: true }));

const files = [
  { path: 'docs/first.json', content: () => '{}\n' },
  { path: 'docs/second.md', content: async () => '# Second\n\nText.\n' },
];

describe('generated files', () => {
  it('are stale while they are not written', async () => {
    expect(await staleFiles(checkout, files)).toEqual(['docs/first.json', 'docs/second.md']);
  });

  it('are not stale once they are written, nor with the line ends of another system', async () => {
    await writeFiles(checkout, files);
    expect(readFileSync(join(checkout, 'docs/second.md'), 'utf8')).toBe('# Second\n\nText.\n');
    writeFileSync(join(checkout, 'docs/second.md'), '# Second\r\n\r\nText.\r\n');
    expect(await staleFiles(checkout, files)).toEqual([]);
  });

  it('are stale, each by its path, when their sources say something else', async () => {
    await writeFiles(checkout, files);
    writeFileSync(join(checkout, 'docs/first.json'), '{"by": "hand"}\n');
    expect(await staleFiles(checkout, files)).toEqual(['docs/first.json']);
  });
});
