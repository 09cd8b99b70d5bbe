import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RecordingIntake } from '../delivery/recording-intake.fixture.ts';
import { runImport } from './run-import.ts';

const root = join(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'barometer-documented-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The mapping, the file and the events of every section "Example: …" of the reference. */
const examples = readFileSync(join(root, 'docs/import.md'), 'utf8')
  .split(/^#+ Example: /m)
  .slice(1)
  .map((section) => {
    const block = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section)?.[1] ?? '';
    const csv = block('csv');
    return {
      name: section.split('\n', 1)[0] ?? '',
      mapping: block('yaml'),
      rows: csv || block('ndjson'),
      events: block('json'),
    };
  });

describe('the examples of docs/import.md', () => {
  it('are three, one for each shape of a row', () => expect(examples).toHaveLength(3));

  it.each(examples)('come out as written: $name', async ({ mapping, rows, events }) => {
    const [mappingFile, file] = [join(folder, 'mapping.yaml'), join(folder, 'rows')];
    writeFileSync(mappingFile, mapping);
    writeFileSync(file, rows);
    const intake = await RecordingIntake.start();
    try {
      const { tally } = await runImport(
        {
          mapping: mappingFile,
          files: [file],
          to: intake.url,
          parameters: new Map(),
          batch: 10,
          restart: true,
          dryRun: false,
          patience: 0,
          sortMemory: 1_000,
        },
        {
          now: Date.now,
          signal: new AbortController().signal,
          display: { note: () => {}, reading: () => {}, sending: () => {}, close: () => {} },
          temporaryFolder: folder,
        },
      );
      expect(tally.rejectedRows).toBe(0);
      expect(intake.taken).toEqual(JSON.parse(events));
    } finally {
      await intake.stop();
    }
  });
});
