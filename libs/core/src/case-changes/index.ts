export * from './case-state.ts';
export * from './case-changed.ts';
export * from './case-facts.ts';
