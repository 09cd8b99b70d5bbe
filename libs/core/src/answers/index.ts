export * from './scale.ts';
export * from './survey-events.ts';
export * from './response.ts';
