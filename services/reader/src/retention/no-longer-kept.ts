import { HttpStatus } from '@nestjs/common';
import { formatInstant, type Instant } from '#core/time';
import { RequestProblem } from '#libs/runtime';

/** What was asked for was dropped by age, and nothing that is left gives the exact answer. */
export class NoLongerKept extends RequestProblem {
  /** @param since what is asked for must not lie before; `instead`: what can be asked for */
  constructor(since: Instant, instead: string) {
    super(
      HttpStatus.GONE,
      `Before ${formatInstant(since)} only the sums of whole hours are kept (BAROMETER_KEEP_DAYS). ${instead}`,
    );
  }
}
