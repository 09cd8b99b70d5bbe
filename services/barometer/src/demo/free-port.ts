import { createServer } from 'node:net';

/** The port when nobody listens on it, else 0, which lets the system choose. */
export function freeOrAny(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(0))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}
