export * from './attributes.ts';
export * from './segment.ts';
