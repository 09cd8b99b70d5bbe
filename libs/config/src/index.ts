export { loadSettings, type Environment, type LoadedSettings, type SettingInForce } from './load-settings.ts';
export * from './settings.ts';
export { settingsDocument } from './settings-document.ts';
export * from './settings-invalid.ts';
