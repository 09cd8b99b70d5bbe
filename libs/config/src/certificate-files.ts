import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SettingName, SettingValues } from './settings-catalogue.ts';
import type { SettingProblem } from './settings-invalid.ts';
import type { TlsCertificates } from './settings.ts';

export interface CertificateFiles {
  readonly certificates: TlsCertificates;
  readonly problems: readonly SettingProblem[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Reads the files that `<prefix>_CA`, `_CERT` and `_KEY` name, and checks that certificate and key belong together. */
export function readCertificateFiles(
  prefix: 'KAFKA_TLS' | 'DATABASE_TLS',
  values: SettingValues,
  folder: string,
): CertificateFiles {
  const problems: SettingProblem[] = [];
  const read = <T>(name: SettingName, parse: (pem: string) => T): { pem: string; parsed: T } | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    const file = resolve(folder, String(value));
    try {
      const pem = readFileSync(file, 'utf8');
      return { pem, parsed: parse(pem) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const why = error instanceof NotPem ? message : `cannot be read (${code}): check the path and who may read it`;
      problems.push({ name, message: `${name} names ${file}, which ${why}.` });
      return undefined;
    }
  };
  const ca = read(`${prefix}_CA`, certificatesIn);
  const cert = read(`${prefix}_CERT`, certificatesIn);
  const key = read(`${prefix}_KEY`, privateKeyIn);
  if (cert !== undefined && key !== undefined && cert.parsed[0]?.checkPrivateKey(key.parsed) !== true) {
    const message = `${prefix}_KEY is not the key of the certificate in ${prefix}_CERT. Name the two that were made together; the own certificate comes first in its file.`;
    problems.push({ name: `${prefix}_KEY`, message });
  }
  const certificates = {
    ...(ca && { ca: ca.pem }),
    ...(cert && { cert: cert.pem }),
    ...(key && { key: key.pem }),
  };
  return { certificates, problems };
}

/** Completes "the file, which …". */
class NotPem extends Error {}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(CERTIFICATE);
  if (blocks === null) throw new NotPem('holds no certificate: it must be in PEM, with "-----BEGIN CERTIFICATE-----"');
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw new NotPem('holds a certificate that is damaged: get it anew from whoever made it', { cause });
  }
}

function privateKeyIn(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    if (pem.includes('ENCRYPTED')) {
      throw new NotPem('is encrypted: take the passphrase off with `openssl pkey`, and guard the file instead', {
        cause,
      });
    }
    throw new NotPem('holds no private key: it must be in PEM, with "-----BEGIN PRIVATE KEY-----"', { cause });
  }
}
