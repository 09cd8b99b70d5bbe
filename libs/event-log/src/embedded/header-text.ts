import { isUtf8 } from 'node:buffer';

type Stored = Readonly<Record<string, string | { readonly base64: string }>>;

/** Headers as they are stored: texts stay readable in the database, anything else is base64. */
export function storeHeaders(headers: Readonly<Record<string, Buffer>>): string {
  const stored = Object.entries(headers).map(([name, bytes]) => [
    name,
    isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString('base64') },
  ]);
  return JSON.stringify(Object.fromEntries(stored));
}

export function restoreHeaders(stored: Stored): Record<string, Uint8Array> {
  const headers = Object.entries(stored).map(([name, value]) => [
    name,
    typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.base64, 'base64'),
  ]);
  return Object.fromEntries(headers) as Record<string, Uint8Array>;
}
