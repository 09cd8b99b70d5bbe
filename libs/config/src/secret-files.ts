import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FILE_SUFFIX, SECRET_NAMES } from './settings-catalogue.ts';
import type { SettingProblem } from './settings-invalid.ts';

export interface SecretFiles {
  readonly secrets: ReadonlyMap<string, string>;
  readonly problems: readonly SettingProblem[];
}

/**
 * Reads the files that `<secret>_FILE` names, as orchestrators mount them: the content without the line's end.
 *
 * @param given what one source, the environment or the settings file, says.
 */
export function readSecretFiles(given: (name: string) => string | undefined, folder: string): SecretFiles {
  const secrets = new Map<string, string>();
  const problems: SettingProblem[] = [];
  for (const name of SECRET_NAMES) {
    const fileName = name + FILE_SUFFIX;
    const file = given(fileName);
    if (!file) continue;
    try {
      if (given(name)) throw new Error(`cannot stand beside ${name}. Set one of the two`);
      secrets.set(name, contentOf(resolve(folder, file)));
    } catch (error) {
      problems.push({ name: fileName, message: `${fileName} ${(error as Error).message}.` });
    }
  }
  return { secrets, problems };
}

function contentOf(file: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`names ${file}, which cannot be read (${code}): check the path and who may read it`, { cause });
  }
  const secret = content.replace(/\r?\n$/, '');
  if (secret === '') throw new Error(`names ${file}, which is empty: write the secret into it`);
  return secret;
}
