export * from './instant.ts';
export * from './period.ts';
export * from './local-time.ts';
