import type { Problem } from './problem.ts';

/** A column that a mapping names, and where. */
export interface ColumnUse {
  /** One of these must be in the file. */
  readonly anyOf: readonly string[];
  /** Where the mapping names it. */
  readonly path: string;
  readonly optional: boolean;
}

/** What is known and found out while a mapping is compiled. Faults are gathered, so that all are reported at once. */
export class Compilation {
  readonly problems: Problem[] = [];
  readonly columns: ColumnUse[] = [];

  constructor(
    readonly parameters: ReadonlyMap<string, string>,
    readonly zone: string | undefined,
    readonly missing: ReadonlySet<string>,
    private readonly derived: ReadonlySet<string>,
  ) {}

  fault(path: string, reason: string): void {
    this.problems.push({ path, reason });
  }

  uses(anyOf: readonly string[], path: string, optional: boolean): void {
    if (!anyOf.some((column) => this.derived.has(column))) this.columns.push({ anyOf, path, optional });
  }

  /** Runs a step whose error is a fault of the mapping at `path`. */
  attempt<T>(path: string, step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      this.fault(path, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
