import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { withSecuredListeners, type SecuredListeners } from './secured-listeners.ts';

export interface Ports {
  readonly broker: number;
  readonly controller: number;
}

/** The settings of one node that is broker and controller at once, reachable from this machine only. */
export function serverProperties(
  folder: string,
  ports: Ports,
  advertisedPort = ports.broker,
  secured?: SecuredListeners,
): string {
  const plain = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${ports.controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertisedPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    // One node cannot hold three copies of Kafka's own topics; few partitions of them make start and recovery quick.
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    // A node that was killed may register again only when its last session has run out: 9 seconds by default.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    // A misspelt topic must be an error, not a new topic.
    'auto.create.topics.enable': 'false',
  };
  const settings = secured === undefined ? plain : withSecuredListeners(plain, folder, secured);
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** What the broker says goes to its standard output, which ends in its log file. */
export const LOG_SETTINGS = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %-5p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
`;

/** A cluster id as Kafka writes them: 16 random bytes in base64url, which must not look like an option. */
export function randomClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? randomClusterId() : id;
}
