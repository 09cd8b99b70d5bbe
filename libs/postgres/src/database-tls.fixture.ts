import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { Client } from 'pg';
import type { Certified } from '../../../tools/certificates/src/authority.ts';

/** Turns TLS on in a running server. Its files are written by the server itself, as they must be its own. */
export async function serveTls(url: string, { cert, key }: Certified, ca: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const [file, pem] of Object.entries({ 'server.crt': cert, 'server.key': key, 'ca.crt': ca })) {
      const lines = client.escapeLiteral(pem.trim());
      await client.query(`COPY (SELECT string_to_table(${lines}, E'\\n')) TO PROGRAM 'umask 077; cat > ${file}'`);
    }
    await client.query(`ALTER SYSTEM SET ssl_ca_file = 'ca.crt'`);
    await client.query(`ALTER SYSTEM SET ssl = on`);
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
  await untilShown(url, cert);
}

/** The server reads its certificate anew a moment after it was told to: new connections tell when it has. */
async function untilShown(url: string, cert: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await shownBy(url).catch(() => undefined)) === new X509Certificate(cert).fingerprint256) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The server does not show its new certificate.');
}

async function shownBy(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, ssl: { rejectUnauthorized: false } });
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: TLSSocket } }).connection;
  const shown = stream.getPeerX509Certificate()?.fingerprint256;
  await client.end();
  return shown;
}
