import { Controller, Inject, Query, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { filter, interval, map, merge, Observable, takeUntil } from 'rxjs';
import type { Catalogue } from '#core/kpis';
import { CATALOGUE } from '../catalogue-token.ts';
import { kpiNamed } from '../readings/bad-request.ts';
import { QueryReader, type RawQuery } from '../readings/question.ts';
import { LiveStream, type StreamItem } from './live-stream.ts';
import { DescribeStream } from './stream.openapi.ts';

/** Proxies close a connection on which nothing comes. */
const HEARTBEAT = 15_000;

@Controller('v1/stream')
export class StreamController {
  constructor(
    private readonly stream: LiveStream,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  @Sse()
  @DescribeStream()
  open(@Query() query: RawQuery): Observable<MessageEvent> {
    const reader = new QueryReader(query, ['kpi', 'window']);
    const kpi = reader.text('kpi');
    const window = reader.text('window');
    const segment = Object.entries(reader.segment());
    reader.done();
    if (kpi !== undefined) kpiNamed(this.catalogue, kpi);
    const wanted = (item: StreamItem) =>
      item.kind === 'alert' ||
      ((kpi === undefined || item.reading.kpi === kpi) &&
        (window === undefined || item.reading.window === window) &&
        segment.every(([dimension, value]) => (item.reading.segment as Record<string, string>)[dimension] === value));
    const items = this.stream.items.pipe(filter(wanted), map(messageOf));
    const heartbeats = interval(HEARTBEAT).pipe(
      takeUntil(this.stream.ended),
      map(() => ({ type: 'heartbeat', data: '' })),
    );
    return merge(items, heartbeats);
  }
}

function messageOf(item: StreamItem): MessageEvent {
  return item.kind === 'alert' ? { type: 'alert', data: item.alert } : { type: 'reading', data: item.reading };
}
