import { CONFIG_NAME, FILE_SUFFIX, SECRET_NAMES, SETTINGS_CATALOGUE, SETTING_NAMES } from './settings-catalogue.ts';
import type { Setting } from './setting.ts';

/** The page docs/settings.md. */
export function settingsDocument(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { about, expects, fallback, unset }: Setting = SETTINGS_CATALOGUE[name];
    return `| \`${name}\` | ${fallback === undefined ? unset : `\`${fallback}\``} | ${about} Must be ${expects}. |`;
  });
  return `# Settings

This page is generated from \`libs/config/src/settings-catalogue.ts\`.

Settings come from the environment. A file can hold them too: \`${CONFIG_NAME}\` names it, and it is YAML with the same
names. The environment wins over the file. A setting that is set to nothing counts as not set. Relative paths are relative
to the folder that Barometer is started in.

\`\`\`yaml
BAROMETER_HTTP_PORT: 9090
KAFKA_BROKERS: [kafka-1:9092, kafka-2:9092]
\`\`\`

Secrets can be read from files, as orchestrators mount them. Each of these names a file that holds the secret itself:
${SECRET_NAMES.map((name) => `\`${name}${FILE_SUFFIX}\``).join(', ')}. Certificates,
keys and secrets are read once, at the start: restart after renewing them.

\`barometer check\` shows what is in force and where it comes from. Every wrong setting is reported at once, an unknown
\`BAROMETER_\` name is an error, and secrets are never shown.

| name | default | meaning |
| ---- | ------- | ------- |
${rows.join('\n')}
`;
}
