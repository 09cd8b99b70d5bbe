import { explainTls, type TlsSettingNames } from '#libs/tls';

const NAMES: TlsSettingNames = {
  off: 'KAFKA_TLS=false',
  ca: 'KAFKA_TLS_CA',
  cert: 'KAFKA_TLS_CERT',
  key: 'KAFKA_TLS_KEY',
  otherName:
    'Name the brokers in KAFKA_BROKERS and in their advertised.listeners as the certificate does, or set KAFKA_TLS_SERVER_NAME.',
};

/** What a client says whose first TLS message was answered by a closed connection. */
const CLOSED_BEFORE_TLS = /disconnected before secure TLS connection/;

/**
 * What to do about a connection that no waiting brings about: the wrong certificate, the wrong login, TLS on one side
 * only. `undefined` for everything else.
 */
export function connectionAdvice(error: unknown): string | undefined {
  const tls = explainTls(error, NAMES);
  if (tls !== undefined) return `${addressIn(error)} cannot be spoken to over TLS. ${tls}`;
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if (each.name === 'KafkaJSSASLAuthenticationError') {
      return `The brokers do not take this login: ${each.message}. Check KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD, and that the brokers know this user.`;
    }
    if (CLOSED_BEFORE_TLS.test(each.message)) {
      return `${addressIn(each)} closed the connection instead of speaking TLS. Check the port, or set ${NAMES.off}.`;
    }
  }
  return undefined;
}

function addressIn(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const { broker } = each as { broker?: unknown };
    if (typeof broker === 'string') return `The broker ${broker}`;
  }
  return 'A broker';
}
