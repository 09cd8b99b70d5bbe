import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { mappingSchema, type MappingSource } from './mapping-schema.ts';
import { ImportRefused, MappingInvalid } from './problem.ts';

export interface LoadedMapping {
  /** Where it was found. */
  readonly file: string;
  /** The file's text: part of what a resumed import must agree with. */
  readonly text: string;
  readonly source: MappingSource;
}

/**
 * Reads a mapping by path, or by the name of one that Barometer ships.
 *
 * @throws ImportRefused when there is no such file.
 * @throws MappingInvalid with every fault of the file.
 */
export async function loadMapping(pathOrName: string, shippedFolder = findShippedFolder()): Promise<LoadedMapping> {
  const file = locate(pathOrName, shippedFolder);
  const text = await readFile(file, 'utf8');
  return { file, text, source: parseMapping(file, text) };
}

function locate(pathOrName: string, shippedFolder: string): string {
  if (existsSync(pathOrName)) return pathOrName;
  const shipped = join(shippedFolder, `${pathOrName}.yaml`);
  if (/^[\w-]+$/.test(pathOrName) && existsSync(shipped)) return shipped;
  const names = existsSync(shippedFolder)
    ? readdirSync(shippedFolder)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => name.replace(/\.yaml$/, ''))
    : [];
  throw new ImportRefused(
    `There is no mapping "${pathOrName}": give the path of a file, or one of ${names.join(', ')}.`,
  );
}

/** The folder `mappings/` of the installation: beside package.json, whether the code runs from source or from dist. */
function findShippedFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== join(folder, '..')) folder = join(folder, '..');
  return join(folder, 'mappings');
}

/** @throws MappingInvalid with every fault of the text. */
export function parseMapping(file: string, text: string): MappingSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  if (document.errors.length > 0) {
    throw new MappingInvalid(
      file,
      document.errors.map(({ message }) => ({ path: 'YAML', reason: message.split('\n')[0] ?? message })),
    );
  }
  const parsed = mappingSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw new MappingInvalid(
    file,
    parsed.error.issues.map((issue) => ({ path: dotted(issue.path), reason: explain(issue) })),
  );
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `does not know ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  return issue.message.replace(/^Invalid input: /, '');
}

/** `['response', 'answers', 0, 'score']` as `response.answers[0].score`. */
function dotted(steps: readonly PropertyKey[]): string {
  return steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
