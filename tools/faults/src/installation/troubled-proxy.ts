import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Stands between the services and a server, and can treat their connections as badly as a network does. */
export class TroubledProxy {
  /** Connections that were cut so far. */
  cuts = 0;
  private readonly pairs = new Set<Pair>();
  private readonly abandoned = new Set<Socket>();
  private readonly target: number;
  private readonly listener: Server;

  private constructor(target: number) {
    this.target = target;
    this.listener = createServer({ noDelay: true }, (client) => this.accept(client));
  }

  /** @param target the port on the loopback address that connections are passed on to */
  static async start(target: number, port = 0): Promise<TroubledProxy> {
    const proxy = new TroubledProxy(target);
    await once(proxy.listener.listen(port, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Cuts every connection, as a firewall does that was restarted. */
  resetAll(): void {
    for (const pair of this.pairs) {
      this.cuts += 1;
      this.end(pair);
    }
  }

  /**
   * Lets go of every connection without a word: neither side hears anything any more, and nothing is closed. So it looks
   * when a network in between forgets a connection. New connections work.
   */
  abandonAll(): void {
    for (const { client, server } of this.pairs) {
      this.cuts += 1;
      for (const socket of [client, server]) {
        socket.unpipe();
        socket.removeAllListeners('close');
        socket.pause();
        this.abandoned.add(socket);
      }
      // The server's side ends after a while, as the keep-alive of its operating system would see to.
      setTimeout(() => server.destroy(), 20_000).unref();
    }
    this.pairs.clear();
  }

  async stop(): Promise<void> {
    this.resetAll();
    for (const socket of this.abandoned) socket.destroy();
    const closed = once(this.listener, 'close');
    this.listener.close();
    await closed;
  }

  private accept(client: Socket): void {
    const server = connect({ host: '127.0.0.1', port: this.target, noDelay: true });
    const pair = { client, server };
    this.pairs.add(pair);
    for (const socket of [client, server]) {
      socket.on('error', () => undefined);
      socket.on('close', () => this.end(pair));
    }
    client.pipe(server);
    server.pipe(client);
  }

  private end(pair: Pair): void {
    this.pairs.delete(pair);
    for (const socket of [pair.client, pair.server]) if (!socket.destroyed) socket.resetAndDestroy();
  }
}
