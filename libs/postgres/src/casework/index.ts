export * from './known-case.ts';
export * from './load-cases.ts';
export * from './save-cases.ts';
export * from './waking-cases.ts';
export * from './case-feed.ts';
