export * from './subject.ts';
export * from './subject-text.ts';
