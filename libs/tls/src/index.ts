export { explainTls, type TlsSettingNames } from './explain-tls.ts';
