import { Subject, type Observable } from 'rxjs';
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

  push(item: StreamItem): void {
    this.subject.next(item);
  }

  /** Ends every open stream, so that the HTTP server can close. */
  end(): void {
    this.subject.complete();
  }
}
