import type { Database } from '#libs/postgres';
import type { Installation } from '../installation/installation.ts';
import type { ExpectedFacts } from '../oracle/expected-facts.ts';
import type { InputLog } from '../oracle/input-log.ts';

/** What the checks at the end of a campaign look at. */
export interface Evidence {
  readonly installation: Installation;
  readonly database: Database;
  readonly input: InputLog;
  readonly expected: ExpectedFacts;
}

export interface Verdict {
  /** What was compared, in figures. */
  readonly figures: string;
  /** Everything that is not as it must be, the first few in words. */
  readonly failures: readonly string[];
}

/** One statement about the end of a campaign that is true or not. */
export interface Check {
  readonly name: string;
  run(evidence: Evidence): Promise<Verdict>;
}

const SHOWN = 8;

/** Puts a verdict together; of many failures only the first few are shown. */
export function verdict(figures: string, failures: readonly string[]): Verdict {
  if (failures.length <= SHOWN) return { figures, failures };
  return { figures, failures: [...failures.slice(0, SHOWN), `… and ${failures.length - SHOWN} more`] };
}

/** Compares two multisets of lines. @returns what is there too often or too rarely */
export function differences(wanted: ReadonlyMap<string, number>, found: ReadonlyMap<string, number>): string[] {
  const lines = new Set([...wanted.keys(), ...found.keys()]);
  return [...lines].flatMap((line) => {
    const [want, have] = [wanted.get(line) ?? 0, found.get(line) ?? 0];
    return want === have ? [] : [`${have} instead of ${want} times: ${line}`];
  });
}

export function countInto(counts: Map<string, number>, line: string, times = 1): void {
  const count = (counts.get(line) ?? 0) + times;
  if (count === 0) counts.delete(line);
  else counts.set(line, count);
}
