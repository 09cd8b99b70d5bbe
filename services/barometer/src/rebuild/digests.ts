import { createHash } from 'node:crypto';
import type { ProjectionDigest } from '#libs/postgres';

/** Something in which a build and the live projection differ. */
export interface Difference {
  /** A kind of fact, or `subjects`. */
  readonly what: string;
  /** How many stand in the live projection, and in the build. */
  readonly live: number;
  readonly built: number;
}

/** One short text for all that a projection says: two have the same exactly when they say the same. */
export function hashOf({ facts, subjects }: ProjectionDigest): string {
  const lines = [...facts].map(([fact, { standing, sum }]) => `${fact} ${standing} ${sum}`).sort();
  lines.push(`subjects ${subjects.count} ${subjects.sum}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}

/** In what two projections differ; equal counts mean that as many stand, but not the same. */
export function differencesOf(live: ProjectionDigest, built: ProjectionDigest): Difference[] {
  const nothing = { standing: 0, sum: '0' };
  const differences: Difference[] = [];
  for (const what of new Set([...live.facts.keys(), ...built.facts.keys()])) {
    const [before, after] = [live.facts.get(what) ?? nothing, built.facts.get(what) ?? nothing];
    if (before.standing !== after.standing || before.sum !== after.sum) {
      differences.push({ what, live: before.standing, built: after.standing });
    }
  }
  const { subjects } = built;
  if (live.subjects.count !== subjects.count || live.subjects.sum !== subjects.sum) {
    differences.push({ what: 'subjects', live: live.subjects.count, built: subjects.count });
  }
  return differences;
}
