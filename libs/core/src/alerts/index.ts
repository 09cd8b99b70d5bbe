export * from './event-rule.ts';
export * from './response-standing.ts';
export {
  EVENT_ALERT_STATES,
  followResponse,
  type AlertChange,
  type AlertContext,
  type EventAlert,
  type EventAlertState,
} from './event-alert.ts';
export * from './repeat-alert.ts';
export * from './told-alert.ts';
export * from './rules/rule-head.ts';
export * from './rules/rule.ts';
export * from './rules/rule-findings.ts';
export * from './rules/load-rules.ts';
export * from './judges/verdict.ts';
export * from './judges/sample.ts';
export * from './judges/rate.ts';
export * from './judges/drop.ts';
export * from './judges/budget.ts';
export * from './judges/volume.ts';
export * from './judges/silence.ts';
export * from './judges/repeat.ts';
export * from './judges/due.ts';
export * from './judges/due-ticket.ts';
export * from './life/due-alert.ts';
export { ALERT_DIMENSIONS } from './alert-dimensions.ts';
export * from './life/signal-life.ts';
export * from './life/lives.ts';
export {
  isWindowRule,
  kpiOf,
  watchedWindows,
  type WatchedWindows,
  type WindowCells,
  type WindowRule,
} from './live/window-cells.ts';
export { judgeWindows, type SegmentVerdict } from './live/judge-windows.ts';
export * from './live/segment-counts.ts';
export * from './live/judge-counts.ts';
export * from './live/evidence.ts';
export * from './life/signal-alert.ts';
export * from './paging/notice.ts';
export * from './paging/paging-policy.ts';
export * from './paging/routing.ts';
export * from './paging/inhibition.ts';
export * from './paging/rate-limit.ts';
export * from './paging/quiet-hours.ts';
export * from './paging/pager-state.ts';
export * from './paging/pager.ts';
export * from './paging/forget.ts';
export * from './replay/history.ts';
export * from './replay/what-would-fire.ts';
export * from './replay/history-of.ts';
export * from './replay/pages.ts';
