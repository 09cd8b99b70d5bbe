import { resolve } from 'node:path';
import { distance } from 'fastest-levenshtein';
import {
  CONFIG_NAME,
  SETTINGS_CATALOGUE,
  SETTING_NAMES,
  type SettingName,
  type SettingValues,
} from './settings-catalogue.ts';
import type { Setting } from './setting.ts';
import type { Settings } from './settings.ts';
import { arrange } from './arrange.ts';
import { contradictions } from './contradictions.ts';
import { readOwnCatalogue } from './own-catalogue.ts';
import { readSettingsFile } from './settings-file.ts';
import { SettingsInvalid, type SettingProblem } from './settings-invalid.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the value of a setting comes from. */
export type SettingOrigin = 'environment' | 'file' | 'default';

/** A setting as it is in force. */
export interface SettingInForce {
  readonly name: SettingName;
  /** The value as text; dots for a secret, in brackets what holds when it is not set. */
  readonly shown: string;
  readonly origin: SettingOrigin;
}

export interface LoadedSettings {
  readonly settings: Settings;
  readonly inForce: readonly SettingInForce[];
}

/**
 * Reads all settings: the environment first, then the file that `BAROMETER_CONFIG` names, then the fallbacks. A setting
 * that is set to nothing counts as not set.
 *
 * @param folder what relative paths are relative to.
 * @throws SettingsInvalid with everything that is wrong.
 */
export function loadSettings(environment: Environment, folder: string): LoadedSettings {
  const file = readSettingsFile(environment[CONFIG_NAME] || undefined, folder);
  const fromFile = `in ${environment[CONFIG_NAME] ?? 'the settings file'}`;
  const problems: SettingProblem[] = [...file.problems];
  for (const name of Object.keys(environment)) {
    if (name.startsWith('BAROMETER_') && name !== CONFIG_NAME)
      problems.push(...unknownName(name, 'in the environment'));
  }
  for (const name of file.texts.keys()) problems.push(...unknownName(name, fromFile));

  const values: Partial<Record<SettingName, unknown>> = {};
  const inForce: SettingInForce[] = [];
  for (const name of SETTING_NAMES) {
    const setting: Setting = SETTINGS_CATALOGUE[name];
    const { text, origin } = given(name, environment, file.texts);
    if (text !== undefined) {
      const parsed = setting.schema.safeParse(text);
      if (parsed.success) values[name] = parsed.data;
      else problems.push({ name, message: wrongValue(name, setting, text, origin === 'file' ? fromFile : '') });
    }
    inForce.push({ name, origin, shown: shownText(setting, text) });
  }
  problems.push(...contradictions(values as SettingValues, problems));
  const { BAROMETER_CATALOGUE: path } = values as SettingValues;
  const catalogue = readOwnCatalogue(path === undefined ? undefined : resolve(folder, path));
  problems.push(...catalogue.problems);
  if (problems.length > 0) throw new SettingsInvalid(problems);
  return { settings: arrange(values as SettingValues, catalogue.content, folder), inForce };
}

function shownText({ secret, unset = '' }: Setting, text: string | undefined): string {
  if (text === undefined) return `(${unset.replaceAll('`', '')})`;
  return secret ? '••••' : text;
}

function given(name: SettingName, environment: Environment, file: ReadonlyMap<string, string>) {
  const setting: Setting = SETTINGS_CATALOGUE[name];
  if (environment[name]) return { text: environment[name], origin: 'environment' } as const;
  if (file.get(name)) return { text: file.get(name), origin: 'file' } as const;
  return { text: setting.fallback, origin: 'default' } as const;
}

function wrongValue(name: string, setting: Setting, text: string, where: string): string {
  const value = setting.secret ? '' : ` is ${JSON.stringify(text.slice(0, 80))}`;
  return `${name}${where && ` ${where}`}${value ? `${value}; it must be` : ' must be'} ${setting.expects}.`;
}

function unknownName(name: string, where: string): SettingProblem[] {
  if ((SETTING_NAMES as readonly string[]).includes(name)) return [];
  const [nearest] = SETTING_NAMES.map((known) => ({ known, far: distance(name, known) })).sort((a, b) => a.far - b.far);
  const hint =
    nearest !== undefined && nearest.far <= 5
      ? `Did you mean ${nearest.known}?`
      : 'Remove it; docs/settings.md lists all settings.';
  return [{ name, message: `${name} ${where} is not a setting of Barometer. ${hint}` }];
}
