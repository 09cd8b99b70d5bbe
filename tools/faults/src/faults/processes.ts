import { setTimeout as sleep } from 'node:timers/promises';
import type { Post } from '../installation/post.ts';
import { isDisorderly } from '../installation/service-process.ts';
import type { Fault, Field } from './fault.ts';

/** How often a process that was told to stop failed to do so in order: never, if all is well. */
export const DISORDERLY_STOPS = 'disorderly stops';

/** Longer than the ten seconds after which a group gives a silent member up. */
const PAST_THE_SESSION = 14_000;

/** A process dies in the middle of whatever it does. */
export async function killOne({ installation, chance, count }: Field): Promise<void> {
  const open = installation.posts.filter((post) => post.isOpen);
  // Each service is as likely as the others, however many processes it has.
  const service = chance.pick([...new Set(open.map((post) => post.service))]);
  const post = chance.pick(open.filter((each) => each.service === service));
  if (await post.kill()) {
    count('kills');
    count(`kills of ${service}`);
  }
}

/** A process stands still for longer than its session lasts, and then goes on as if nothing had been. */
export const suspension: Fault = {
  name: 'a process stands still and comes back',
  async strike({ installation, chance, count }) {
    const service = chance.pick<Post['service']>(['projector', 'projector', 'alerter', 'reader']);
    const { process } = chance.pick(installation.posts.filter((post) => post.isOpen && post.service === service));
    if (process === undefined) return;
    process.suspend();
    await sleep(PAST_THE_SESSION);
    process.resume();
    count('suspensions');
  },
};

/** More projectors share the partitions for a while, and leave in order. */
export const scaling: Fault = {
  name: 'projectors come and go',
  async strike({ installation, troubleLasts, count }) {
    const [, ...others] = installation.posts.filter(({ service }) => service === 'projector');
    for (const post of others) {
      post.open();
      count('rebalances ordered');
    }
    // Whoever is told to stop while it still starts has nothing to hand over.
    await untilReady(others);
    await sleep(2 * troubleLasts);
    for (const post of others) {
      const exit = await post.close();
      count('rebalances ordered');
      if (isDisorderly(exit)) count(DISORDERLY_STOPS);
    }
  },
};

async function untilReady(posts: readonly Post[]): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 500) {
    if ((await Promise.all(posts.map(async (post) => post.isReady()))).every(Boolean)) return;
    await sleep(500);
  }
}
