import { z } from 'zod';

/** An event of a batch that the server refused for good. */
export interface RefusedEvent {
  /** Its place in the batch. */
  readonly index: number;
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

const problem = z.object({ path: z.string().default(''), message: z.string() });

const answerSchema = z.object({
  results: z.array(
    z.object({
      index: z.int().optional(),
      status: z.union([z.literal(202), z.literal(400)]),
      reason: z.string().optional(),
      problems: z.array(problem).optional(),
    }),
  ),
});

/** What intake said of each event of a batch; `undefined` when the body is not intake's. */
export function readIntakeAnswer(body: string): readonly RefusedEvent[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success) return undefined;
  return parsed.data.results.flatMap(({ index, status, reason, problems = [] }, place) => {
    if (status === 202) return [];
    const told = problems.map(({ path, message }) => ({ path, reason: message }));
    return [{ index: index ?? place, problems: told.length > 0 ? told : [{ path: '', reason: reason ?? 'refused' }] }];
  });
}
