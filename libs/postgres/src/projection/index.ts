export * from './progress.ts';
export * from './journal.ts';
export * from './subjects.ts';
export * from './segments.ts';
export * from './ledger.ts';
