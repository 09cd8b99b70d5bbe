import type { ReadinessCheck } from '../readiness.ts';

/** How long a check waits for an answer, in milliseconds: less than what those who probe wait for it. */
const WAIT = 2_000;

/**
 * A check that asks another system something, and takes it for away when there is no answer in time. At most one
 * question is under way, however often somebody probes: an outage must not pile them up.
 *
 * @param ask rejects when the other system is away; it may take longer than a probe waits.
 */
export function probeOf(ask: () => Promise<unknown>, wait: number = WAIT): ReadinessCheck {
  let asking: Promise<string | undefined> | undefined;
  let last: string | undefined;
  const answer = async () => {
    last = await ask().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    asking = undefined;
    return last;
  };
  return async () => {
    asking ??= answer();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(last ?? `no answer within ${wait / 1000} s`), wait);
    });
    const verdict = await Promise.race([asking, late]);
    clearTimeout(timer);
    return verdict;
  };
}
