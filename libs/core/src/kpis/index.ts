export * from './definition.ts';
export * from './catalogue-invalid.ts';
export * from './catalogue.ts';
export type { Measured } from './measured.ts';
export * from './measure.ts';
export * from './reading.ts';
