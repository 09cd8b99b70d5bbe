import type { Milliseconds } from '#core/time';
import type { OutboxMessage } from '#libs/postgres';
import type { Patience } from './patience.ts';

/** What became of an attempt to deliver. */
export type Delivery =
  | { readonly kind: 'delivered' }
  /** Worth another try. `retryAfter`: the receiver asks to be left alone for so long. */
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfter?: Milliseconds | undefined }
  /** The receiver will never take it. */
  | { readonly kind: 'refused'; readonly error: string };

/** Somewhere that messages of the outbox go. */
export interface Receiver {
  /** As it stands in the outbox. */
  readonly destination: string;
  /** Whether it hears of every step of every alert, or only what the pager sends. */
  readonly hears: 'steps' | 'pages';
  /** Sends that may be under way at once. */
  readonly atOnce: number;
  /** Messages that one send may carry. */
  readonly perSend: number;
  /** After so long a send is taken for lost, unless its process is seen to be gone before; longer than any send can take. */
  readonly lease: Milliseconds;
  readonly patience: Patience;
  /**
   * Sends messages and says what became of them, all alike. What it throws counts as `failed`.
   *
   * @param stop cuts a send short when the process must end
   */
  send(messages: readonly OutboxMessage[], stop: AbortSignal): Promise<Delivery>;
}
