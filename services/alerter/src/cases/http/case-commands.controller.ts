import { Body, Controller, Headers, HttpStatus, Inject, Param, Res } from '@nestjs/common';
import type { Database } from '#libs/postgres';
import { CLOCK, DATABASE, LOGGER, RequestProblem, type Clock, type Logger } from '#libs/runtime';
import { CASE_RULES, type CaseRules } from '../case-rules.ts';
import { changeCase } from '../change-case.ts';
import { CaseCommandRoute } from './case-commands.openapi.ts';
import { readCommand, type CommandHeaders, type CommandName } from './case-request.ts';
import { caseDetail, type CaseDetail } from './case-view.ts';
import { etagOf, noSuchCase, type Reply } from './problems.ts';

const STATUS = {
  reused: HttpStatus.UNPROCESSABLE_ENTITY,
  stale: HttpStatus.PRECONDITION_FAILED,
  impossible: HttpStatus.CONFLICT,
} as const;

/** What people do to cases. Every answer carries the version that the case is at then, as its ETag. */
@Controller('v1/cases/:id')
export class CaseCommandsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CASE_RULES) private readonly rules: CaseRules,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @CaseCommandRoute('acknowledge', 'Somebody has looked at the case; a case that nobody owns becomes his')
  acknowledge(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: CommandHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CaseDetail> {
    return this.ask('acknowledge', id, body, headers, reply);
  }

  @CaseCommandRoute('assign', 'Give the case to somebody')
  assign(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: CommandHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CaseDetail> {
    return this.ask('assign', id, body, headers, reply);
  }

  @CaseCommandRoute('note', 'Write something into the timeline')
  note(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: CommandHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CaseDetail> {
    return this.ask('note', id, body, headers, reply);
  }

  @CaseCommandRoute('contact', 'The customer was spoken to')
  contact(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: CommandHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CaseDetail> {
    return this.ask('contact', id, body, headers, reply);
  }

  @CaseCommandRoute('resolve', 'Nothing more is to be done')
  resolve(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: CommandHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CaseDetail> {
    return this.ask('resolve', id, body, headers, reply);
  }

  @CaseCommandRoute('reopen', 'Something is to be done after all; a new deadline begins')
  reopen(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: CommandHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CaseDetail> {
    return this.ask('reopen', id, body, headers, reply);
  }

  @CaseCommandRoute('snooze', 'Leave the case alone until later; its deadline is moved there at least')
  snooze(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: CommandHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CaseDetail> {
    return this.ask('snooze', id, body, headers, reply);
  }

  private async ask(
    name: CommandName,
    id: string,
    body: unknown,
    headers: CommandHeaders,
    reply: Reply,
  ): Promise<CaseDetail> {
    const now = this.clock();
    const { command, asked } = readCommand(name, body, headers, now);
    if (id.includes('\0')) throw noSuchCase(id);
    const result = await changeCase(this.database, id, command, asked, this.rules, now);
    if (result.outcome === 'unknown') throw noSuchCase(id);
    const { known } = result;
    reply.header('etag', etagOf(known));
    if (result.outcome !== 'done') throw new RequestProblem(STATUS[result.outcome], sentence(result.message));
    // Who asked stays in the database: a log is read by more people.
    this.logger.info({ caseId: known.caseId, command: name, version: known.version }, 'a case was worked on');
    return caseDetail(known, now);
  }
}

function sentence(message: string): string {
  return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
}
