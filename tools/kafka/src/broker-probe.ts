import { connect, createServer, type AddressInfo } from 'node:net';

const API_VERSIONS = 18;

/** An ApiVersions request, version 0, in Kafka's wire format: the one question that every broker answers to anybody. */
function question(): Buffer {
  const client = 'probe';
  const body = Buffer.alloc(10 + client.length);
  body.writeInt16BE(API_VERSIONS, 0);
  body.writeInt16BE(0, 2);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(client.length, 8);
  body.write(client, 10);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** Whether a Kafka broker answers on the port within the time. Never throws. */
export async function brokerAnswers(port: number, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(milliseconds, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('connect', () => socket.write(question()));
    // Size, correlation id, error code: an answer of another kind of server would not carry our correlation id.
    socket.once('data', (answer) =>
      end(answer.length >= 10 && answer.readInt32BE(4) === 1 && answer.readInt16BE(8) === 0),
    );
  });
}

/** Ports that nobody listens on, chosen by the operating system. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
