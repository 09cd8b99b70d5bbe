import { Readable } from 'node:stream';
import { Controller, Get, Headers, Inject, StreamableFile } from '@nestjs/common';
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
  scrape(@Headers('accept') accept: string | undefined): StreamableFile {
    const format = chooseFormat(accept);
    return new StreamableFile(Readable.from(this.metrics.render(format)), { type: CONTENT_TYPES[format] });
  }
}
