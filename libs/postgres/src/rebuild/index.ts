export { generationOf, withinGeneration } from './generation.ts';
export { BulkLedger, BulkSubjects, type NumberedLedgerRow, type SubjectRow } from './bulk-rows.ts';
export { digestOf, type ProjectionDigest } from './digest.ts';
export { countSlice, journalBySubject, journalTail, type JournaledEvent, type Slice } from './journal-slices.ts';
export { SequenceCounters } from './sequence-counters.ts';
export { REBUILT_TABLES, Shadow, type RebuiltTable } from './shadow.ts';
export { joinSnapshot, queriesOf, takeSnapshot, type Snapshot } from './snapshot.ts';
