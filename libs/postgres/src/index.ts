export * from './database.ts';
export { Session } from './session.ts';
