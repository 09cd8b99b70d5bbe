export { ledgerCrossings, ledgerEnds, ledgerFacts, ledgerTail } from './ledger-rows.ts';
export type { LedgerRow, Positions, SummedFact } from './ledger-rows.ts';
export * from './answer-rows.ts';
export * from './panes.ts';
export * from './kpi-updates.ts';
