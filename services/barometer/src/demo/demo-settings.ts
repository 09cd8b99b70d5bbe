import { loadSettings, type Settings } from '#libs/config';

export interface DemoPlace {
  readonly port: number;
  readonly dataDir: string;
  readonly webhook: { readonly url: string; readonly secret: string };
}

/** The folder that the demo's own folder is in: the only setting of the environment that the demo follows. */
export function dataDirOf(environment: NodeJS.ProcessEnv, folder: string): string {
  return loadSettings({ BAROMETER_DATA_DIR: environment['BAROMETER_DATA_DIR'] }, folder).settings.dataDir;
}

/** Everything embedded and on this machine, whatever the environment says: a demo must not write to a real installation. */
export function demoSettings({ port, dataDir, webhook }: DemoPlace): Settings {
  const { settings } = loadSettings({ BAROMETER_LOG_LEVEL: 'warn' }, dataDir);
  return { ...settings, dataDir, webhook, http: { ...settings.http, port } };
}
