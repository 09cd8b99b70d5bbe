/** Codes of sockets, and PostgreSQL's classes for lost connections, no room, a session ended while idle, and a server that starts or stops. */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|08\w{3}|25P03|53\w{3}|57P0[1-3])$/;

/** What the driver says without a code. */
const WORDS =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the error says that the database cannot be asked for now, as opposed to a question that is wrong. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return CODES.test(String(code)) || WORDS.test(String(message));
}

/** Data that PostgreSQL will never take (class 22) or that is too much for it (54); a wrong form of COPY is our own fault. */
const UNSTORABLE = /^(22(?!P0[34])\w{3}|54\w{3})$/;

/** Whether the error is about the data that were to be written, so that writing them again is of no use. */
export function isUnstorable(error: unknown): boolean {
  return UNSTORABLE.test(String((Object(error) as { code?: unknown }).code));
}
