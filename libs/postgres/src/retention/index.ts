export { dropMonths } from './drop-months.ts';
export { keptSince } from './kept-since.ts';
