export * from './port.ts';
export type { EventLogLogger } from './reading/logger.ts';
export type { DelaySettings } from './reading/growing-delay.ts';
export { identityOf } from './records/record-identity.ts';
export { MAX_RECORD_BYTES } from './records/encode-records.ts';
export { MemoryEventLog, type MemoryEventLogSettings } from './memory/memory-event-log.ts';
export { deadLetter } from './dead-letters.ts';
export { EventLogServer, type EventLogServerSettings } from './nest/event-log-server.ts';
export { OnBatch } from './nest/on-batch.ts';
