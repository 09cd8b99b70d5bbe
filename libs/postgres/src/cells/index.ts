export { CellSource, RowsDropped, type GroupOf } from './cell-source.ts';
export { factCounts, firstHourOf, type FactCount } from './fact-counts.ts';
export { LiveLedger, PROJECTION_READ, type Watching } from './live-ledger.ts';
