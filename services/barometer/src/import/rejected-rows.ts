import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Problem } from './mapping/problem.ts';

/** One line of the file of rejected rows. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  /** Who refused: the mapping could not make an event of the row, or the server did not take the event. */
  readonly by: 'mapping' | 'server';
  readonly problems: readonly Problem[];
  /** The row as it stands in the file. */
  readonly row: string;
  /** For `server`: the event's id and its place in the order of sending. */
  readonly event?: string;
  readonly place?: number;
}

/** Lines are gathered up to this many before they go to the disk. */
const GATHERED = 500;

/** The file that says what was not imported and why. It exists only when there is something to say. */
export class RejectedRows {
  private waiting: string[] = [];
  private started = false;

  constructor(readonly path: string) {}

  /**
   * Begins anew. Rows are mapped again when an import goes on, so their rejections will come again; what the server
   * refused before `place` will not, and is kept.
   */
  begin(place: number): void {
    this.waiting = place === 0 || !existsSync(this.path) ? [] : refusedBefore(place, readFileSync(this.path, 'utf8'));
    rmSync(this.path, { force: true });
    this.started = false;
  }

  add(rejected: RejectedRow): void {
    this.waiting.push(JSON.stringify(rejected));
    if (this.waiting.length >= GATHERED) this.flush();
  }

  flush(): void {
    if (this.waiting.length === 0) return;
    const text = `${this.waiting.join('\n')}\n`;
    if (this.started) appendFileSync(this.path, text);
    else writeFileSync(this.path, text);
    this.started = true;
    this.waiting = [];
  }
}

function refusedBefore(place: number, text: string): string[] {
  return text.split('\n').filter((line) => {
    if (line === '') return false;
    const rejected = JSON.parse(line) as RejectedRow;
    return rejected.by === 'server' && (rejected.place ?? 0) < place;
  });
}
