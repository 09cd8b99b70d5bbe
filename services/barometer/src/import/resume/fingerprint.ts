import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What an import sends: a resumed one must agree in all of it, or its position means nothing. */
export interface ImportSubject {
  readonly mappingText: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly source: string | undefined;
  readonly to: string;
  readonly files: readonly string[];
}

/** A text that differs as soon as anything that is sent, or where it is sent, differs. */
export async function fingerprintOf({ mappingText, parameters, source, to, files }: ImportSubject): Promise<string> {
  const hash = createHash('sha256');
  const settings = [...parameters].toSorted(([a], [b]) => (a < b ? -1 : 1));
  hash.update(JSON.stringify([mappingText, settings, source ?? null, to]));
  for (const file of files) {
    const content = createHash('sha256');
    for await (const piece of createReadStream(file)) content.update(piece as Buffer);
    hash.update(content.digest());
  }
  return hash.digest('hex');
}
