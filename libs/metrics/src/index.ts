export * from './catalogue.ts';
export * from './exposition.ts';
export * from './families.ts';
export * from './metrics.ts';
