import type { Instant } from '#core/time';
import type { Rejected } from '../rejection.ts';

/** A CloudEvent 1.0 whose attributes are in order; its data is parsed, but not yet checked. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string | undefined;
  /** When it happened, as it was written. */
  readonly time: string | undefined;
  readonly happenedAt: Instant | undefined;
  /** When it became known, as it was written: the extension `recordedtime`. */
  readonly recordedTime: string | undefined;
  readonly recordedAt: Instant | undefined;
  /** Every other attribute, by its lower-case name: handed on, not read. */
  readonly extensions: Readonly<Record<string, string>>;
  readonly data: unknown;
  /** The JSON text of the data, byte for byte as it was received. */
  readonly dataText: string;
}

export type ReadEnvelope = { readonly ok: true; readonly envelope: Envelope } | Rejected;
