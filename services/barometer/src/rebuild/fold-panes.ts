import type { FactKind } from '#core/facts';
import { Cell, paneStart, writeCell, type PaneLevel } from '#core/windows';
import type { PaneRow, SummableRow } from '#libs/postgres';

const LEVELS: readonly PaneLevel[] = ['hour', 'day'];

/** Sums rows that come segment by segment, fact by fact, oldest first, into the panes that the pane merger would make. */
export class PaneFold {
  private readonly levels = LEVELS.map((level) => new LevelFold(level));

  /** @returns the panes that are complete now */
  take(rows: readonly SummableRow[]): PaneRow[] {
    const panes: PaneRow[] = [];
    for (const row of rows) for (const level of this.levels) level.take(row, panes);
    return panes;
  }

  /** The panes that were still open. */
  end(): PaneRow[] {
    const panes: PaneRow[] = [];
    for (const level of this.levels) level.close(panes);
    return panes;
  }
}

/** The panes of one length: one is open at a time. */
class LevelFold {
  private readonly level: PaneLevel;
  private readonly weights = new Map<string, number>();
  private open: Pick<PaneRow, 'start' | 'fact' | 'segment'> | undefined;

  constructor(level: PaneLevel) {
    this.level = level;
  }

  take({ segment, fact, at, weight, measures }: SummableRow, panes: PaneRow[]): void {
    const start = paneStart(this.level, at);
    const { open } = this;
    if (open === undefined || open.start !== start || open.fact !== fact || open.segment !== segment) {
      this.close(panes);
      this.open = { start, fact, segment };
    }
    this.weights.set(measures, (this.weights.get(measures) ?? 0) + weight);
  }

  close(panes: PaneRow[]): void {
    if (this.open === undefined) return;
    const cell = cellText(this.open.fact, this.weights);
    if (cell !== undefined) panes.push({ level: this.level, ...this.open, cell });
    this.weights.clear();
    this.open = undefined;
  }
}

/** What was added and taken back again is left out first, so that a cell never forgets values that it should know. */
function cellText(fact: FactKind, weights: ReadonlyMap<string, number>): string | undefined {
  const cell = new Cell(fact);
  for (const [measures, weight] of weights) {
    if (weight !== 0) cell.add(measures === '' ? [] : measures.split(',').map(Number), weight);
  }
  return cell.isEmpty ? undefined : writeCell(cell);
}
