export * from './attributes.ts';
