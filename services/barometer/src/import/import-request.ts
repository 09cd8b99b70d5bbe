import type { Display } from '../delivery/display.ts';
import type { Tally } from './tally.ts';

/** What a person asks for with `barometer import`. */
export interface ImportRequest {
  /** Path of a mapping file, or the name of a shipped one. */
  readonly mapping: string;
  readonly files: readonly string[];
  /** Base URL of a running Barometer. */
  readonly to: string;
  /** Replaces the CloudEvents `source` of the mapping. */
  readonly source?: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  /** Events per request. */
  readonly batch: number;
  /** Where rejected rows go; by default beside the first file. */
  readonly rejected?: string | undefined;
  /** Forget how far an earlier run came. */
  readonly restart: boolean;
  /** Map everything, send nothing. */
  readonly dryRun: boolean;
  /** How long to wait for a server that does not answer, in milliseconds. */
  readonly patience: number;
  /** Size in bytes up to which events are sorted in memory. */
  readonly sortMemory: number;
}

export const DEFAULT_TO = 'http://127.0.0.1:8080';
export const DEFAULT_BATCH = 500;
export const DEFAULT_PATIENCE = 30_000;
export const DEFAULT_SORT_MEMORY = 128 * 1024 * 1024;

export interface ImportSurroundings {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly display: Display;
  /** Folder for the chunks of a large sort. */
  readonly temporaryFolder: string;
}

export interface ImportSummary {
  readonly tally: Readonly<Tally>;
  /** In milliseconds. */
  readonly took: number;
  /** Whether it came to its end, or was stopped on the way. */
  readonly finished: boolean;
  readonly rejectedFile: string;
  /** The first events, for a dry run. */
  readonly sample: readonly string[];
}
