import { Authority, type Certified } from '../../../../../tools/certificates/src/authority.ts';
import { freePorts } from '../../../../../tools/kafka/src/broker-probe.ts';
import type { SecuredListener } from '../../../../../tools/kafka/src/secured-listeners.ts';
import { TestBroker } from '../../../../../tools/kafka/src/test-broker.ts';

/** A broker whose listeners want TLS, certificates or a login. */
export interface SecuredBroker {
  /** The authority that signed the broker's certificate, in PEM. */
  readonly ca: string;
  /** Another one, that signed nothing here. */
  readonly otherCa: string;
  /** A certificate that the broker accepts of a client. */
  readonly client: Certified;
  /** One that it does not. */
  readonly stranger: Certified;
  readonly plain: string;
  readonly addresses: Readonly<Record<SecuredListener, string>>;
  stop(): Promise<void>;
}

export const USER = { username: 'desk', password: 's3cret' };

export async function startSecuredBroker(): Promise<SecuredBroker> {
  const authority = await Authority.make('desk authority');
  const other = await Authority.make('another authority');
  const [TLS = 0, MUTUAL = 0, LOGIN = 0] = await freePorts(3);
  const broker = await TestBroker.start({
    secured: {
      ...(await authority.sign('broker', { hosts: ['127.0.0.1'] })),
      ca: authority.ca,
      users: { [USER.username]: USER.password },
      ports: { TLS, MUTUAL, LOGIN },
    },
  });
  const at = (port: number) => `127.0.0.1:${port}`;
  return {
    ca: authority.ca,
    otherCa: other.ca,
    client: await authority.sign('barometer'),
    stranger: await other.sign('barometer'),
    plain: broker.address,
    addresses: { TLS: at(TLS), MUTUAL: at(MUTUAL), LOGIN: at(LOGIN) },
    stop: () => broker.stop(),
  };
}
