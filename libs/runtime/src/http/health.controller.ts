import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Readiness, type ReadinessReport } from '../readiness.ts';
import { READINESS } from '../tokens.ts';

interface Reply {
  code(status: number): unknown;
}

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether the process can go on by itself. Restart it when it cannot, or does not answer.' })
  @ApiResponse({ status: 200, description: 'Live, also while the database or the event log is away.' })
  @ApiResponse({ status: 503, description: 'A part has failed for good; the body says why.' })
  live(@Res({ passthrough: true }) reply: Reply): { status: string; reason?: string } {
    const { failure } = this.readiness;
    if (failure === undefined) return { status: 'ok' };
    reply.code(503);
    return { status: 'failed', reason: failure.message };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Whether database and event log answer, the consumers have joined and every partition moves.',
  })
  @ApiResponse({ status: 200, description: 'Ready.' })
  @ApiResponse({ status: 503, description: 'Not ready; the body says what is missing.' })
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    if (!report.ready) reply.code(503);
    return report;
  }

  @Get('startup')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether every service has been ready once.' })
  @ApiResponse({ status: 200, description: 'Started.' })
  @ApiResponse({ status: 503, description: 'Still starting.' })
  startup(@Res({ passthrough: true }) reply: Reply): { started: boolean } {
    if (!this.readiness.started) reply.code(503);
    return { started: this.readiness.started };
  }
}
