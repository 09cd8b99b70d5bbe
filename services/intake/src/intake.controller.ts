import { Body, Controller, Headers, HttpCode, HttpStatus, Inject, Post, Res } from '@nestjs/common';
import type { Metrics } from '#libs/metrics';
import { CLOCK, METRICS, PROBLEM_TYPE, type Clock } from '#libs/runtime';
import { DescribeEvents } from './http/describe-events.ts';
import { nothingAccepted, type IntakeProblem } from './http/intake-problem.ts';
import { Intake, type IntakeAnswer, type Taken } from './intake.ts';
import type { HttpHeaders } from './request/body-format.ts';
import { readItems } from './request/read-items.ts';

interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
}

@Controller('v1/events')
export class IntakeController {
  constructor(
    private readonly intake: Intake,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @DescribeEvents()
  async take(
    @Headers() headers: HttpHeaders,
    @Body() body: Uint8Array | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<IntakeAnswer | IntakeProblem> {
    const now = this.clock();
    const taken = await this.intake.take(readItems(headers, body ?? new Uint8Array(), now), now);
    this.count(taken);
    const { answer } = taken;
    if (answer.accepted > 0) return answer;
    reply.code(HttpStatus.BAD_REQUEST).header('content-type', PROBLEM_TYPE);
    return nothingAccepted(answer);
  }

  private count({ answer, appended }: Taken): void {
    const events = this.metrics.counter('barometer_intake_events_total');
    for (const [topic, accepted] of appended) events.add({ topic, outcome: 'accepted' }, accepted);
    if (answer.rejected > 0) events.add({ topic: 'none', outcome: 'rejected' }, answer.rejected);
  }
}
