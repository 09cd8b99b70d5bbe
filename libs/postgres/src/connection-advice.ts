import { explainTls, type TlsSettingNames } from '#libs/tls';

const NAMES: TlsSettingNames = {
  off: 'DATABASE_TLS=disable',
  ca: 'DATABASE_TLS_CA',
  cert: 'DATABASE_TLS_CERT',
  key: 'DATABASE_TLS_KEY',
  otherName: 'Name the host in DATABASE_URL as the certificate does, or set DATABASE_TLS=verify-ca.',
};

const ELSE = 'Check DATABASE_URL, and that the server runs and accepts this user.';

/** PostgreSQL's codes for a login that it does not take, a missing database, and a way in that is closed. */
const BY_CODE: Readonly<Record<string, string>> = {
  '28P01': 'Check the user and the password, in DATABASE_URL or DATABASE_PASSWORD.',
  '28000':
    'The server lets this user in from here only on other terms: compare DATABASE_TLS and DATABASE_TLS_CERT with its pg_hba.conf.',
  '3D000': 'Create the database, or name another one in DATABASE_URL.',
};

/** What to do about a connection that was not made. */
export function connectionAdvice(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (/does not support SSL/.test(String(message))) return `Turn TLS on in the server (ssl = on), or set ${NAMES.off}.`;
  return BY_CODE[String(code)] ?? explainTls(error, NAMES) ?? ELSE;
}
