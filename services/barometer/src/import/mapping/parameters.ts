import type { MappingSource } from './mapping-schema.ts';
import type { Problem } from './problem.ts';

export interface ParameterValues {
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/**
 * The parameters of a mapping as this import uses them.
 *
 * @param given what the person set with `--set name=value`.
 * @param startedAt when the import began first (epoch milliseconds): the value of a default `now`.
 */
export function resolveParameters(
  declared: MappingSource['parameters'],
  given: ReadonlyMap<string, string>,
  startedAt: number,
): ParameterValues {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  const names = Object.keys(declared);
  for (const name of given.keys()) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
      problems.push({
        path: `parameters.${name}`,
        reason: `--set ${name}=… is no parameter of this mapping: ${known}`,
      });
    }
  }
  for (const [name, { description, default: fallback, pattern }] of Object.entries(declared)) {
    const path = `parameters.${name}`;
    const value = given.get(name) ?? (fallback === 'now' ? new Date(startedAt).toISOString() : fallback?.toString());
    if (value === undefined) {
      problems.push({ path, reason: `has no default: add --set ${name}=… (${description})` });
    } else if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
      problems.push({ path, reason: `"${value}" does not match ${pattern} (${description})` });
    } else {
      values.set(name, value);
    }
  }
  return { values, problems };
}
