import { resolve } from 'node:path';
import { distance } from 'fastest-levenshtein';
import {
  CONFIG_NAME,
  FILE_SUFFIX,
  SECRET_NAMES,
  SETTINGS_CATALOGUE,
  SETTING_NAMES,
  type SettingName,
  type SettingValues,
} from './settings-catalogue.ts';
import type { Setting } from './setting.ts';
import type { Settings } from './settings.ts';
import { arrange } from './arrange.ts';
import { readCertificateFiles } from './certificate-files.ts';
import { contradictions } from './contradictions.ts';
import { readOwnAlertRules } from './own-alert-rules.ts';
import { readOwnCatalogue } from './own-catalogue.ts';
import { readSecretFiles } from './secret-files.ts';
import { readSettingsFile } from './settings-file.ts';
import { SettingsInvalid, type SettingProblem } from './settings-invalid.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the value of a setting comes from. */
export type SettingOrigin = 'environment' | 'file' | 'secret file' | 'default';

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
 * Reads all settings: the environment first, then the file that `BAROMETER_CONFIG` names, then the fallbacks, and the
 * files that they name. A setting that is set to nothing counts as not set.
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

  const direct: Source[] = [
    { origin: 'environment', text: (name) => environment[name] },
    { origin: 'file', text: (name) => file.texts.get(name) },
  ];
  const sources = direct.flatMap((source): Source[] => {
    const { secrets, problems: wrong } = readSecretFiles(source.text, folder);
    problems.push(...wrong);
    return [source, { origin: 'secret file', text: (name) => secrets.get(name) }];
  });

  const values: Partial<Record<SettingName, unknown>> = {};
  const inForce: SettingInForce[] = [];
  for (const name of SETTING_NAMES) {
    const setting: Setting = SETTINGS_CATALOGUE[name];
    const { text, origin } = given(name, sources);
    if (text !== undefined) {
      const parsed = setting.schema.safeParse(text);
      if (parsed.success) values[name] = parsed.data;
      else problems.push({ name, message: wrongValue(name, setting, text, origin === 'file' ? fromFile : '') });
    }
    inForce.push({ name, origin, shown: shownText(setting, text) });
  }
  const known = values as SettingValues;
  problems.push(...contradictions(known, problems));
  const pathOf = (path: string | undefined) => (path === undefined ? undefined : resolve(folder, path));
  const catalogue = readOwnCatalogue(pathOf(known.BAROMETER_CATALOGUE));
  const alertRules = readOwnAlertRules(pathOf(known.BAROMETER_ALERT_RULES), catalogue.content);
  const kafka = readCertificateFiles('KAFKA_TLS', known, folder);
  const database = readCertificateFiles('DATABASE_TLS', known, folder);
  problems.push(...catalogue.problems, ...alertRules.problems, ...kafka.problems, ...database.problems);
  if (problems.length > 0) throw new SettingsInvalid(problems);
  const files = {
    ownCatalogue: catalogue.content,
    ownAlertRules: alertRules.content,
    kafkaCertificates: kafka.certificates,
    databaseCertificates: database.certificates,
  };
  return { settings: arrange(known, files, folder), inForce };
}

interface Source {
  readonly origin: Exclude<SettingOrigin, 'default'>;
  readonly text: (name: string) => string | undefined;
}

function shownText({ secret, unset = '' }: Setting, text: string | undefined): string {
  if (text === undefined) return `(${unset.replaceAll('`', '')})`;
  return secret ? '••••' : text;
}

function given(name: SettingName, sources: readonly Source[]) {
  const source = sources.find(({ text }) => text(name));
  if (source !== undefined) return { text: source.text(name), origin: source.origin };
  const { fallback }: Setting = SETTINGS_CATALOGUE[name];
  return { text: fallback, origin: 'default' } as const;
}

function wrongValue(name: string, setting: Setting, text: string, where: string): string {
  const value = setting.secret ? '' : ` is ${JSON.stringify(text.slice(0, 80))}`;
  return `${name}${where && ` ${where}`}${value ? `${value}; it must be` : ' must be'} ${setting.expects}.`;
}

const KNOWN_NAMES: readonly string[] = [...SETTING_NAMES, ...SECRET_NAMES.map((name) => name + FILE_SUFFIX)];

function unknownName(name: string, where: string): SettingProblem[] {
  if (KNOWN_NAMES.includes(name)) return [];
  const [nearest] = KNOWN_NAMES.map((known) => ({ known, far: distance(name, known) })).sort((a, b) => a.far - b.far);
  const hint =
    nearest !== undefined && nearest.far <= 5
      ? `Did you mean ${nearest.known}?`
      : 'Remove it; docs/settings.md lists all settings.';
  return [{ name, message: `${name} ${where} is not a setting of Barometer. ${hint}` }];
}
