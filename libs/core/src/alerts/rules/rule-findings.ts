import { isDimension, type Cut } from '#core/segments';
import { parsePeriod, type Milliseconds } from '#core/time';

/** Something wrong in a rules file: where, and what to do. */
export interface RuleProblem {
  /** For instance `rules[3].tiers[0].factor`. */
  readonly path: string;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** An object of a rules file while it is read, and where it stands. */
export interface Entry {
  readonly fields: Fields;
  readonly path: string;
}

/** Numbers that a field may have; both bounds belong unless `open`. */
export interface Range {
  readonly from: number;
  readonly to?: number;
  readonly whole?: true;
  /** The bounds themselves do not belong. */
  readonly open?: true;
}

/**
 * Reads the fields of a rules file one by one and collects everything that is wrong. What a field should have been is
 * answered with something to go on with; the caller throws it all away when there are problems.
 */
export class RuleFindings {
  readonly problems: RuleProblem[] = [];

  add(path: string, message: string): void {
    this.problems.push({ path: path === '' ? 'the rules file' : path, message });
  }

  /** An object with no other keys than these: a misspelt key would be ignored in silence. */
  entry(value: unknown, path: string, keys: readonly string[]): Entry {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(path, 'must be an object');
      return { fields: {}, path };
    }
    for (const key of Object.keys(value)) {
      if (!keys.includes(key)) this.add(pathTo(path, key), `is not known here; known are ${keys.join(', ')}`);
    }
    return { fields: value as Fields, path };
  }

  entries(of: Entry, key: string, keys: readonly string[]): Entry[] {
    return this.list(of, key).map((value, i) => this.entry(value, `${pathTo(of.path, key)}[${i}]`, keys));
  }

  list({ fields, path }: Entry, key: string): readonly unknown[] {
    const value = fields[key];
    if (Array.isArray(value)) return value as readonly unknown[];
    this.add(pathTo(path, key), 'must be a list');
    return [];
  }

  text({ fields, path }: Entry, key: string): string {
    const value = fields[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.add(pathTo(path, key), 'must be a text');
    return '';
  }

  /** Texts, each once, at least one. */
  texts(of: Entry, key: string, isOne: (text: string) => boolean, called: string): string[] {
    const path = pathTo(of.path, key);
    const values = this.list(of, key);
    if (Array.isArray(of.fields[key]) && values.length === 0) this.add(path, `must have at least one ${called}`);
    values.forEach((value, i) => {
      if (typeof value !== 'string' || !isOne(value)) this.add(`${path}[${i}]`, `is no ${called} (${String(value)})`);
      else if (values.indexOf(value) !== i) this.add(`${path}[${i}]`, `${value} is there twice`);
    });
    return values.map(String);
  }

  oneOf<T extends string>({ fields, path }: Entry, key: string, allowed: readonly T[]): T {
    const value = allowed.find((each) => each === fields[key]);
    if (value === undefined) this.add(pathTo(path, key), `must be one of ${allowed.join(', ')}`);
    return value ?? (allowed[0] as T);
  }

  number({ fields, path }: Entry, key: string, { from, to = Infinity, whole, open }: Range): number {
    const value = fields[key];
    const fits =
      typeof value === 'number' &&
      (open === true ? value > from && value < to : value >= from && value <= to) &&
      (whole !== true || Number.isInteger(value));
    if (fits) return value;
    const kind = whole === true ? 'a whole number' : 'a number';
    const between = open === true ? `between ${from} and ${to}, both left out` : `from ${from} to ${to}`;
    const range = to === Infinity ? (open === true ? `above ${from}` : `from ${from}`) : between;
    this.add(pathTo(path, key), `must be ${kind} ${range}`);
    return from;
  }

  period({ fields, path }: Entry, key: string): Milliseconds {
    const value = fields[key];
    const period = typeof value === 'string' ? parsePeriod(value) : undefined;
    if (period === undefined) this.add(pathTo(path, key), 'must be a period such as 30m, 12h or 7d');
    return period ?? 0;
  }

  /** A period that may be left out. */
  periodOr(of: Entry, key: string, otherwise: Milliseconds): Milliseconds {
    return of.fields[key] === undefined ? otherwise : this.period(of, key);
  }

  cuts(of: Entry): Cut[] {
    const cuts = this.list(of, 'cuts');
    if (Array.isArray(of.fields['cuts']) && cuts.length === 0) {
      this.add(pathTo(of.path, 'cuts'), 'must have at least one cut; [] is the whole desk');
    }
    return cuts.map((cut, i) => {
      const path = `${of.path}.cuts[${i}]`;
      if (Array.isArray(cut) && cut.every((name) => typeof name === 'string' && isDimension(name))) {
        return cut;
      }
      this.add(path, 'must be a list of dimensions');
      return [];
    });
  }
}

function pathTo(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
