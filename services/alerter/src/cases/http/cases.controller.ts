import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { caseFeed, findCase, type Database } from '#libs/postgres';
import { CLOCK, DATABASE, type Clock } from '#libs/runtime';
import { DEFAULT_LIMIT, readCaseQuery, writeCursor } from './case-query.ts';
import { caseDetail, caseView, type CaseDetail, type CaseView } from './case-view.ts';
import { DescribeCase, DescribeCases } from './cases.openapi.ts';
import { etagOf, noSuchCase, type Reply } from './problems.ts';

@Controller('v1/cases')
export class CasesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @DescribeCases()
  async list(@Query() query: unknown): Promise<{ cases: readonly CaseView[]; next: string | null }> {
    const { limit = DEFAULT_LIMIT, cursor, state: states, overdue, ...filter } = readCaseQuery(query);
    const now = this.clock();
    const overdueAt = overdue === undefined ? undefined : now;
    // One more than asked for tells whether another page follows.
    const found = await caseFeed(this.database, { ...filter, states, overdueAt }, limit + 1, cursor);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last !== undefined ? writeCursor(last) : null;
    return { cases: page.map((known) => caseView(known, now)), next };
  }

  @Get(':id')
  @DescribeCase()
  async read(@Param('id') id: string, @Res({ passthrough: true }) reply: Reply): Promise<CaseDetail> {
    // PostgreSQL would not even compare it.
    const found = id.includes('\0') ? undefined : await findCase(this.database, id);
    if (found === undefined) throw noSuchCase(id);
    reply.header('etag', etagOf(found.known));
    return caseDetail(found.known, this.clock());
  }
}
