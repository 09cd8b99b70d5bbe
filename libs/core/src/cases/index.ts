export * from './case-policy.ts';
export * from './load-case-policy.ts';
export * from './case-event.ts';
export * from './case.ts';
export * from './case-command.ts';
export * from './case-course.ts';
