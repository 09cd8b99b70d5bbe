import { Readable, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Controller, Get, Headers, Inject, Res, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CONTENT_TYPES, Metrics, chooseFormat } from '#libs/metrics';
import { METRICS } from '../tokens.ts';

@ApiTags('operations')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Metrics) {}

  @Get()
  @ApiOperation({ summary: 'All metrics for Prometheus: text 0.0.4, or OpenMetrics for who asks for it.' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'The metrics.', schema: { type: 'string' } })
  scrape(
    @Headers('accept') accept: string | undefined,
    @Headers('accept-encoding') encodings: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): StreamableFile {
    const format = chooseFormat(accept);
    const page = Readable.from(this.metrics.render(format));
    reply.header('vary', 'accept, accept-encoding');
    if (!takesGzip(encodings)) return new StreamableFile(page, { type: CONTENT_TYPES[format] });
    reply.header('content-encoding', 'gzip');
    // A page that fails ends the answer in its middle, so that nobody takes the half of it for the whole; a caller who goes
    // away ends the page. Both are told by the stream that is answered with.
    const packed = pipeline(page, createGzip({ level: QUICK }), () => undefined);
    return new StreamableFile(packed, { type: CONTENT_TYPES[format] });
  }
}

/** The page says nearly the same in every line: the lowest level packs it to a tenth, and leaves the processor to the rest. */
const QUICK = 1;

interface Reply {
  header(name: string, value: string): unknown;
}

function takesGzip(encodings: string | undefined): boolean {
  return (
    encodings?.split(',').some((each) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(each)) ?? false
  );
}
