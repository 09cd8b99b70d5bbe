export * from './scale.ts';
export * from './survey-events.ts';
