export * from './scrub.ts';
export * from './shorten.ts';
