export * from './event-rule.ts';
export * from './event-rules.ts';
export * from './response-standing.ts';
export * from './event-alert.ts';
