import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections. */
const LOWEST = 15_000;
const HIGHEST = 30_000;

/**
 * Free ports that stay free while their server is down. On a port for outgoing connections, a client that tries again and
 * again to reach a dead server on the same machine would in the end be connected with itself, and hold the port.
 */
export async function quietPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
