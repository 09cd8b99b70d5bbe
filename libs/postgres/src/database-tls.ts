import type { ConnectionOptions } from 'node:tls';

/** TLS to the database. Certificates in PEM. */
export interface DatabaseTls {
  /** How much of the server's certificate is checked: nothing, who signed it, or also its name. */
  readonly mode: 'require' | 'verify-ca' | 'verify-full';
  /** Default: the system's authorities. */
  readonly ca?: string;
  /** What is shown to the server, with its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** The same as the driver takes it. */
export function sslOptions({ mode, ...certificates }: DatabaseTls): ConnectionOptions {
  return {
    ...certificates,
    rejectUnauthorized: mode !== 'require',
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  };
}
