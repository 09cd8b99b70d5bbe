import { createHash } from 'node:crypto';

/**
 * The id of the alert that a rule raises about a response: always the same, and fit for keys, URLs and logs, because it
 * does not show the response's own id, which some survey tools make from an e-mail address.
 */
export function alertIdOf(rule: string, responseId: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([rule, responseId]))
    .digest('hex');
  return `${rule}-${hash.slice(0, 32)}`;
}
