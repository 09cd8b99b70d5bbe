export * from './readiness.ts';
export * from './service-definition.ts';
export * from './tokens.ts';
