import { Controller, Get, Header, HttpCode, Inject, Res } from '@nestjs/common';
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
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether the process answers at all. Restart it when it does not.' })
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether the database answers, the consumers have joined and nothing has failed.' })
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
