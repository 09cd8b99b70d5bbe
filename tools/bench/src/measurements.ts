/** The value in the middle; of two, their mean. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** One line of the table that a benchmark prints. */
export interface Line {
  readonly what: string;
  readonly value: string;
  /** What the value is held against, if anything. */
  readonly goal?: string;
  readonly met?: boolean;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(options: BenchmarkOptions): Promise<readonly Line[]>;
}

export interface BenchmarkOptions {
  /** Fewer events and runs: a look, not a figure to quote. */
  readonly quick: boolean;
  readonly say: (text: string) => void;
}

export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en-GB')} /s`;
}
