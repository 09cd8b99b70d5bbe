import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A message that other people's systems may hold on to, with what it means. These files change only together with the
 * contract: they are the tests' truth and the documents' examples.
 */
export interface GoldenMessage {
  /** The file's name without `.json`: `survey-answered.binary`. */
  readonly name: string;
  readonly describes: string;
  readonly record: {
    readonly key: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Written as JSON without spaces it is the record's value. */
    readonly value: Readonly<Record<string, unknown>>;
  };
  /** The decoded event, without the body that it carries along. */
  readonly event: { readonly type: string };
}

/** The golden messages of a folder, in the order of their names. */
export function readGoldenMessages(folder: string): readonly GoldenMessage[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.json'.length),
      ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<GoldenMessage, 'name'>),
    }));
}
