export * from './interval.ts';
export * from './wilson.ts';
export * from './adjusted-wald.ts';
export * from './student-t.ts';
