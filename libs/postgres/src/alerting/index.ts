export * from './alert-responses.ts';
export * from './alerts.ts';
export * from './alert-feed.ts';
export * from './outbox.ts';
export * from './outbox-delivery.ts';
export * from './outbox-holders.ts';
