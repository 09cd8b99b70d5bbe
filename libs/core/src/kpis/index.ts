export * from './definition.ts';
export * from './catalogue.ts';
export * from './measure.ts';
export * from './reading.ts';
