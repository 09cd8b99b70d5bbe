import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Catalogue, KpiDefinition, Reading } from '#core/kpis';
import { CLOCK, type Clock } from '#libs/runtime';
import { CATALOGUE } from '../catalogue-token.ts';
import { DescribeCatalogue, DescribeKpi, DescribeReading, DescribeSeries } from './kpis.openapi.ts';
import { kpiNamed } from './bad-request.ts';
import { readQuestion, type RawQuery } from './question.ts';
import { ReadingDesk } from './reading-desk.ts';
import { instantsOf, readSeriesQuestion } from './series-question.ts';

/** The catalogue and its readings. */
@Controller('v1/kpis')
export class KpisController {
  constructor(
    private readonly desk: ReadingDesk,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @DescribeCatalogue()
  list(): Catalogue {
    return this.catalogue;
  }

  @Get(':id')
  @DescribeKpi()
  one(@Param('id') id: string): KpiDefinition {
    return kpiNamed(this.catalogue, id);
  }

  @Get(':id/reading')
  @DescribeReading()
  async reading(@Param('id') id: string, @Query() query: RawQuery): Promise<Reading | { readings: Reading[] }> {
    const question = readQuestion(kpiNamed(this.catalogue, id), query, this.clock());
    const readings = await this.desk.ask(question);
    return question.groupBy.length === 0 ? (readings[0] as Reading) : { readings };
  }

  @Get(':id/series')
  @DescribeSeries()
  async series(@Param('id') id: string, @Query() query: RawQuery): Promise<{ readings: Reading[] }> {
    const asked = readSeriesQuestion(kpiNamed(this.catalogue, id), query, this.clock());
    const readings: Reading[] = [];
    for (const at of instantsOf(asked)) readings.push(...(await this.desk.ask({ ...asked.question, at })));
    return { readings };
  }
}
