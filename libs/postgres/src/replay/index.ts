export { countJournal, journalBetween, type LoggedSpan, type StoredEvent } from './journal-range.ts';
