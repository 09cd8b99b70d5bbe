export * from './ticket-event.ts';
