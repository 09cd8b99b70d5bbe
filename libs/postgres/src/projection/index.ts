export * from './progress.ts';
export * from './journal.ts';
export * from './month-partitions.ts';
export * from './subject-memory.ts';
export * from './subjects.ts';
export * from './segments.ts';
export * from './ledger.ts';
