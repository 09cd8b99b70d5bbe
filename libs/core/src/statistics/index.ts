export * from './interval.ts';
export * from './wilson.ts';
export * from './adjusted-wald.ts';
export * from './student-t.ts';
export * from './normal.ts';
export * from './fisher-mid-p.ts';
export * from './benjamini-hochberg.ts';
export * from './count-chart.ts';
