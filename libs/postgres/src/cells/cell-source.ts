import { factCode, type FactKind } from '#core/facts';
import { formatInstant, type Instant } from '#core/time';
import { Cell, coverOf, type Span } from '#core/windows';
import type { Queries } from '../database.ts';
import { ledgerFacts } from '../reading/ledger-rows.ts';
import { factsBehindPanes, panesIn } from '../reading/panes.ts';

/** Rows are needed that were dropped by age, and nothing that is left gives the exact answer. */
export class RowsDropped extends Error {
  override readonly name = 'RowsDropped';
  readonly since: Instant;
  readonly instead: string;

  /** @param since what is asked for must not lie before; `instead`: what can be asked for */
  constructor(since: Instant, instead: string) {
    super(`before ${formatInstant(since)} only the sums of whole hours are kept`);
    this.since = since;
    this.instead = instead;
  }
}

/** Names the group that a segment's facts are summed in; `undefined` leaves them out. */
export type GroupOf = (segment: number) => string | undefined;

/**
 * Sums the facts of any span from panes and ledger. All calls must share one snapshot of the database (a repeatable-read
 * transaction): panes and the ledger rows behind them must be of the same instant, or rows would count twice or not at
 * all.
 */
export class CellSource {
  private readonly queries: Queries;
  private readonly ledgerSince: Instant;

  /** @param ledgerSince the instant since which the ledger is whole, as of the same snapshot (`keptSince`) */
  constructor(queries: Queries, ledgerSince: Instant) {
    this.queries = queries;
    this.ledgerSince = ledgerSince;
  }

  /**
   * The facts of a kind in a span, summed by group.
   *
   * @param knownBefore only what was known before that instant; panes know nothing of that, so the ledger is read alone
   * @throws RowsDropped when rows are needed that were dropped by age
   */
  async cells(fact: FactKind, span: Span, groupOf: GroupOf, knownBefore?: number): Promise<Map<string, Cell>> {
    const groups = new Groups(fact, groupOf);
    if (knownBefore !== undefined) {
      this.requireRows(span, 'Leave "knownAt" away, or ask for a later span.');
      groups.addFacts(await ledgerFacts(this.queries, factCode(fact), span, { knownBefore }));
      return groups.cells;
    }
    const cover = coverOf(span);
    for (const days of cover.days) groups.addPanes(await panesIn(this.queries, fact, 'day', days));
    for (const hours of cover.hours) groups.addPanes(await panesIn(this.queries, fact, 'hour', hours));
    for (const edge of cover.edges) this.requireRows(edge, 'Ask for an "at" on a full hour.');
    for (const edge of cover.edges) groups.addFacts(await ledgerFacts(this.queries, factCode(fact), edge));
    groups.addFacts(await factsBehindPanes(this.queries, fact, [...cover.days, ...cover.hours]));
    await this.completeValues(fact, span, groups);
    return groups.cells;
  }

  private requireRows(span: Span, instead: string): void {
    if (span.from < this.ledgerSince) throw new RowsDropped(this.ledgerSince, instead);
  }

  /** Few enough values for an exact percentile, but a pane had forgotten its own: the ledger has every one. */
  private async completeValues(fact: FactKind, span: Span, groups: Groups): Promise<void> {
    // Where it no longer has, percentiles come from the histogram: within 0.8 %.
    if (span.from < this.ledgerSince) return;
    for (const [name, cell] of groups.cells) {
      if (!cell.lacksValues) continue;
      const exact = new Cell(fact);
      const segments = groups.segmentsOf(name);
      for (const row of await ledgerFacts(this.queries, factCode(fact), span, { segments }))
        exact.add(row.measures, row.weight);
      groups.cells.set(name, exact);
    }
  }
}

class Groups {
  readonly cells = new Map<string, Cell>();
  private readonly fact: FactKind;
  private readonly groupOf: GroupOf;
  private readonly segments = new Map<string, Set<number>>();

  constructor(fact: FactKind, groupOf: GroupOf) {
    this.fact = fact;
    this.groupOf = groupOf;
  }

  addPanes(panes: readonly { readonly segment: number; readonly cell: Cell }[]): void {
    for (const { segment, cell } of panes) this.cellFor(segment)?.merge(cell);
  }

  addFacts(
    facts: readonly { readonly segment: number; readonly measures: readonly number[]; readonly weight: number }[],
  ): void {
    for (const { segment, measures, weight } of facts) this.cellFor(segment)?.add(measures, weight);
  }

  segmentsOf(group: string): number[] {
    return [...(this.segments.get(group) ?? [])];
  }

  private cellFor(segment: number): Cell | undefined {
    const group = this.groupOf(segment);
    if (group === undefined) return undefined;
    let cell = this.cells.get(group);
    if (cell === undefined) {
      this.cells.set(group, (cell = new Cell(this.fact)));
      this.segments.set(group, new Set());
    }
    this.segments.get(group)?.add(segment);
    return cell;
  }
}
