export * from './instant.ts';
export * from './period.ts';
