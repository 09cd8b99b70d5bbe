import type { CatalogueProblem } from './catalogue-invalid.ts';

/** What a check found, all of it instead of the first thing. Each test answers with something the check can go on with. */
export class Findings {
  readonly problems: CatalogueProblem[] = [];

  add(path: string, message: string): void {
    this.problems.push({ path: path === '' ? 'the catalogue' : path, message });
  }

  /** An object that has no other keys than these: a misspelt key would otherwise be ignored in silence. */
  object(value: unknown, path: string, keys: readonly string[]): Record<string, unknown> {
    const record = this.record(value, path);
    for (const key of Object.keys(record)) {
      if (!keys.includes(key)) this.add(join(path, key), `is not known here; known are ${keys.join(', ')}`);
    }
    return record;
  }

  /** An object with any keys. */
  record(value: unknown, path: string): Record<string, unknown> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    this.add(path, 'must be an object');
    return {};
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value as readonly unknown[];
    this.add(path, 'must be a list');
    return [];
  }

  whole(value: unknown, path: string): void {
    if (!Number.isInteger(value) || (value as number) < 1) this.add(path, 'must be a whole number from 1');
  }

  text(value: unknown, path: string): void {
    if (typeof value !== 'string' || value.trim() === '') this.add(path, 'must be a text');
  }

  oneOf(value: unknown, path: string, allowed: readonly string[]): void {
    if (!allowed.includes(value as string)) this.add(path, `must be ${allowed.join(' or ')}`);
  }

  /** Each entry once. */
  unique(keys: readonly string[], pathOf: (index: number) => string): void {
    keys.forEach((key, i) => {
      if (keys.indexOf(key) !== i) this.add(pathOf(i), `${key} is there twice`);
    });
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
