import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a broker needs to speak TLS and to know its users. Certificates and key in PEM. */
export interface Security {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of clients. */
  readonly ca: string;
  /** Passwords by user, for every mechanism. */
  readonly users: Readonly<Record<string, string>>;
}

/** `TLS` shows a certificate, `MUTUAL` wants one too, `LOGIN` wants a user and a password over TLS. */
export type SecuredListener = 'TLS' | 'MUTUAL' | 'LOGIN';

export interface SecuredListeners extends Security {
  readonly ports: Readonly<Record<SecuredListener, number>>;
}

type Properties = Readonly<Record<string, string>>;

const MODULES = 'org.apache.kafka.common.security';
const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** Adds listeners with TLS to those that a broker has. */
export function withSecuredListeners(properties: Properties, folder: string, secured: SecuredListeners): Properties {
  const addresses = Object.entries(secured.ports).map(([listener, port]) => `${listener}://127.0.0.1:${port}`);
  const add = (name: string, ...more: string[]) => ({ [name]: [properties[name], ...more].join(',') });
  const users = Object.entries(secured.users).map(([user, password]) => `user_${user}="${password}"`);
  return {
    ...properties,
    ...add('listeners', ...addresses),
    ...add('advertised.listeners', ...addresses),
    ...add('listener.security.protocol.map', 'TLS:SSL', 'MUTUAL:SSL', 'LOGIN:SASL_SSL'),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(folder, 'broker.pem'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': join(folder, 'clients.pem'),
    'listener.name.mutual.ssl.client.auth': 'required',
    'listener.name.login.sasl.enabled.mechanisms': ['PLAIN', ...SCRAM].join(','),
    'listener.name.login.plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required ${users.join(' ')};`,
    ...Object.fromEntries(
      SCRAM.map((mechanism) => [
        `listener.name.login.${mechanism.toLowerCase()}.sasl.jaas.config`,
        `${MODULES}.scram.ScramLoginModule required;`,
      ]),
    ),
  };
}

/** Writes the files that the properties name. */
export async function writeCertificates(folder: string, { cert, key, ca }: Security): Promise<void> {
  await writeFile(join(folder, 'broker.pem'), `${key}\n${cert}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'clients.pem'), ca);
}

/** What the storage must be formatted with: SCRAM's users live in the cluster's own log. */
export function userOptions({ users }: Security): string[] {
  return Object.entries(users).flatMap(([user, password]) =>
    SCRAM.flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${user},password=${password}]`]),
  );
}
