export * from './alert-responses.ts';
export { alertOf, loadAlerts, saveAlertCases, saveAlerts } from './alerts.ts';
export * from './alerts-to-repeat.ts';
export * from './alert-feed.ts';
export * from './outbox.ts';
export * from './outbox-delivery.ts';
export * from './outbox-holders.ts';
