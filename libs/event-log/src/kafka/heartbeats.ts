/**
 * Runs work and lets the group know meanwhile that this member lives: kafkajs sends heartbeats only between batches.
 *
 * @returns what a heartbeat said against going on, such as that the group is sharing its partitions anew. The work is
 * finished nevertheless: its effect is either committed or refused by the projection's own store.
 */
export async function withHeartbeats(
  beat: () => Promise<void>,
  everyMilliseconds: number,
  work: () => Promise<void>,
): Promise<unknown> {
  let objection: unknown;
  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      objection ??= error;
    });
  }, everyMilliseconds);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return objection;
}
