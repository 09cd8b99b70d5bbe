export * from './database.ts';
export { byteaArray, numberArray } from './arrays.ts';
export { Session } from './session.ts';
export * from './embedded/index.ts';
export * from './projection/index.ts';
export * from './reading/index.ts';
export * from './alerting/index.ts';
export { isUnavailable } from './unavailability.ts';
