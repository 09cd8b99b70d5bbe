export * from './ticket-event.ts';
export * from './backlog.ts';
export * from './ticket-timeline.ts';
export * from './ticket-fold.ts';
export * from './ticket-facts.ts';
