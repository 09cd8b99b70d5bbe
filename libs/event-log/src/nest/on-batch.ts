import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

/**
 * Nest turns whatever a handler throws into `{ status, message: 'Internal server error' }`. The consumer must see the
 * error itself: it tells a moved position from a database that is away.
 */
@Catch()
class PassOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Marks a controller's method as the handler of a topic's batches. Its payload is a `RecordBatch`; when it resolves, the
 * batch counts as done, and when it rejects, the error reaches the consumer: `PositionMoved` makes it ask again where the
 * projection stands, any other brings the batch again later.
 *
 * @param transportId names the `EventLogServer` whose batches are meant.
 */
export function OnBatch(topic: string, transportId: symbol): MethodDecorator {
  return applyDecorators(EventPattern(topic, transportId) as MethodDecorator, UseFilters(PassOn));
}
