import { endWith, ignoreElements, Subject, type Observable } from 'rxjs';
import type { Reading } from '#core/kpis';

/** Something that changed: a reading, or an alert as its event says it. */
export type StreamItem =
  { readonly kind: 'reading'; readonly reading: Reading } | { readonly kind: 'alert'; readonly alert: object };

/** Hands what changes on to everyone who listens now. Whoever comes later asks for the readings first. */
export class LiveStream {
  private readonly subject = new Subject<StreamItem>();

  get items(): Observable<StreamItem> {
    return this.subject;
  }

  /** Says one thing, when the stream has ended: whatever else is merged with the items must end with them. */
  get ended(): Observable<unknown> {
    return this.subject.pipe(ignoreElements(), endWith(undefined));
  }

  push(item: StreamItem): void {
    this.subject.next(item);
  }

  /** Ends every open stream, so that the HTTP server can close. */
  end(): void {
    this.subject.complete();
  }
}
