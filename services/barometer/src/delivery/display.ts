/** What a long delivery shows of itself while it runs. */
export interface Display {
  /** Something that a person should read now. */
  note(text: string): void;
  /** Rows are being read; `fraction` of the bytes, from 0 to 1. */
  reading(rows: number, fraction: number): void;
  /** Events are being acknowledged; `fraction` of the work, from 0 to 1. */
  sending(events: number, fraction: number): void;
  close(): void;
}
