export * from './fact.ts';
export * from './contribution.ts';
