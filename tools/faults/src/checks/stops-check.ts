import { DISORDERLY_STOPS } from '../faults/processes.ts';
import { isDisorderly } from '../installation/service-process.ts';
import { verdict, type Check } from './check.ts';

/** The last check: it stops what the others ask. @param done what was counted during the campaign */
export function stopsCheck(done: ReadonlyMap<string, number>): Check {
  return {
    name: 'every process that is told to stop does so in order',
    async run({ installation }) {
      const open = installation.posts.filter((post) => post.isOpen);
      const begun = performance.now();
      const exits = await Promise.all(open.map(async (post) => ({ name: post.name, exit: await post.close() })));
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      const failures = exits
        .filter(({ exit }) => isDisorderly(exit))
        .map(({ name }) => `${name} was cut off at the end`);
      const before = done.get(DISORDERLY_STOPS) ?? 0;
      if (before > 0) failures.push(`${before} projectors were cut off while the campaign ran`);
      return verdict(`${exits.length} processes in ${seconds} s`, failures);
    },
  };
}
