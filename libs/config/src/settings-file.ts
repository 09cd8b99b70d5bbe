import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { CONFIG_NAME } from './settings-catalogue.ts';
import type { SettingProblem } from './settings-invalid.ts';

export interface FileSettings {
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: readonly SettingProblem[];
}

/** Reads the file that `BAROMETER_CONFIG` names: a YAML map from the settings' names to their values. */
export function readSettingsFile(path: string | undefined, folder: string): FileSettings {
  if (path === undefined) return { texts: new Map(), problems: [] };
  let content: string;
  try {
    content = readFileSync(resolve(folder, path), 'utf8');
  } catch (error) {
    return failed(`names ${resolve(folder, path)}, which cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const document = parseDocument(content);
  const [fault] = document.errors;
  if (fault !== undefined) return failed(`names ${path}, which is not valid YAML: ${fault.message.split('\n')[0]}`);
  const values: unknown = document.toJS();
  // An empty file is an empty map.
  if (values === null) return { texts: new Map(), problems: [] };
  if (typeof values !== 'object' || Array.isArray(values)) {
    return failed(`names ${path}, which is not a map of settings: write lines such as "BAROMETER_HTTP_PORT: 8080"`);
  }
  return textsOf(values as Record<string, unknown>, path);
}

function failed(what: string): FileSettings {
  return { texts: new Map(), problems: [{ name: CONFIG_NAME, message: `${CONFIG_NAME} ${what}.` }] };
}

function textsOf(values: Record<string, unknown>, path: string): FileSettings {
  const texts = new Map<string, string>();
  const problems: SettingProblem[] = [];
  for (const [name, value] of Object.entries(values)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    if (items.every((item) => ['string', 'number', 'boolean'].includes(typeof item))) texts.set(name, items.join(','));
    else problems.push({ name, message: `${name} in ${path} must be a single value or a list of values.` });
  }
  return { texts, problems };
}
