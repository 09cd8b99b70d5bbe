import type { Milliseconds } from '#core/time';
import type { Clock } from '#libs/runtime';
import { readRetryAfter } from './patience.ts';
import type { Delivery } from './receiver.ts';

/** Where and how to post. */
export interface PostSettings {
  /** May carry a token: never printed. */
  readonly url: string;
  /** The setting that holds the address, for the person who has to correct it. */
  readonly setting: string;
  readonly clock: Clock;
  /** How long an answer may take. */
  readonly timeout: Milliseconds;
}

/** Statuses below 500 that say "not now" instead of "never". */
const NOT_NOW = new Set([408, 425, 429]);

/**
 * Posts JSON once and says what became of it, by the status of the answer alone: once that has come the message is with
 * the receiver, even if the rest of the answer gets lost. Never rejects.
 *
 * @param stop cuts it short
 */
export async function post(
  { url, setting, clock, timeout }: PostSettings,
  body: string,
  headers: Readonly<Record<string, string>>,
  stop: AbortSignal,
): Promise<Delivery> {
  const tooLate = AbortSignal.timeout(timeout);
  try {
    const { address, login } = loginApart(url);
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'barometer', ...login, ...headers },
      body,
      // A redirect would carry the alert to an address that nobody has configured.
      redirect: 'manual',
      signal: AbortSignal.any([tooLate, stop]),
    });
    // Nobody reads the answer's body; left alone it would hold the connection.
    await response.body?.cancel().catch(() => undefined);
    return verdict(response, setting, clock);
  } catch (error) {
    if (tooLate.aborted) return { kind: 'failed', error: `no answer within ${timeout} ms` };
    if (stop.aborted) return { kind: 'failed', error: 'cut short because the process stopped' };
    return { kind: 'failed', error: describeFailure(error) };
  }
}

/** `fetch` takes no address with a login in it. */
function loginApart(url: string): { address: URL; login: Record<string, string> } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address, login: {} };
  address.username = '';
  address.password = '';
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { address, login: { authorization: `Basic ${login}` } };
}

function verdict({ ok, status, headers }: Response, setting: string, clock: Clock): Delivery {
  if (ok) return { kind: 'delivered' };
  if (status >= 300 && status < 400) {
    return { kind: 'failed', error: `${status}: the receiver redirects; set ${setting} to where it leads` };
  }
  if (status >= 400 && status < 500 && !NOT_NOW.has(status)) {
    return { kind: 'refused', error: `${status}: the receiver refuses the message` };
  }
  const retryAfter = readRetryAfter(headers.get('retry-after'), clock());
  return { kind: 'failed', error: `${status}: the receiver cannot take the message now`, retryAfter };
}

/** `fetch` hides the reason in the cause. Addresses are left out: the URL may be secret. */
function describeFailure(error: unknown): string {
  const { cause } = Object(error) as { cause?: { code?: string; message?: string } };
  return `the receiver cannot be reached: ${cause?.code ?? cause?.message ?? (error as Error).message}`;
}
