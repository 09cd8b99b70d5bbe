/** The settings of one connection, by the names that a person sets. */
export interface TlsSettingNames {
  /** What must be set to speak without TLS, such as `KAFKA_TLS=false`. */
  readonly off: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** What to do when the certificate is right and only its name is another one. */
  readonly otherName: string;
}

const EXPIRED = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

const UNTRUSTED = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/** The other side ended the handshake because of what we showed, or did not show. */
const REFUSED =
  /^ERR_SSL_.*ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_REQUIRED|CERTIFICATE_UNKNOWN|HANDSHAKE_FAILURE)$/;

/** What came back was no TLS at all. */
const NOT_TLS = /^(ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE)|EPROTO)$/;

/**
 * What is wrong with a TLS connection and what to do, in a sentence or two; `undefined` when the error is none of TLS.
 * None of these goes away by waiting: somebody must change a setting or a certificate.
 */
export function explainTls(error: unknown, names: TlsSettingNames): string | undefined {
  const { code, message, cause } = Object(error) as { code?: unknown; message?: unknown; cause?: unknown };
  if (typeof code === 'string') {
    if (UNTRUSTED.has(code))
      return `Its certificate is signed by nobody that is trusted here (${code}). Name the file of its authority with ${names.ca}.`;
    if (EXPIRED.has(code))
      return `Its certificate is out of date (${code}). Renew it there, and compare the clocks of the two machines.`;
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
      return `Its certificate is for another name: ${String(message)}. ${names.otherName}`;
    if (REFUSED.test(code))
      return `It refuses the certificate of this client, or misses one (${code}). Check ${names.cert} and ${names.key}.`;
    if (NOT_TLS.test(code)) return `It does not speak TLS there (${code}). Check the port, or set ${names.off}.`;
  }
  return cause === undefined ? undefined : explainTls(cause, names);
}
