export * from './ticket-event.ts';
export * from './ticket-timeline.ts';
export * from './ticket-facts.ts';
