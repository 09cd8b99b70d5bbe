import { HttpStatus } from '@nestjs/common';
import type { z } from 'zod';
import { RequestProblem, type ProblemItem } from '#libs/runtime';

/** What zod found, as a problem document tells it. @param known the fields that there are */
export function problemItems(error: z.ZodError, known: readonly string[]): ProblemItem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((path) => ({ path, message: `is not known; there are ${known.join(', ')}` }));
    }
    return [{ path: issue.path.map(String).join('.'), message: issue.message }];
  });
}

export function badRequest(detail: string, errors: readonly ProblemItem[]): RequestProblem {
  return new RequestProblem(HttpStatus.BAD_REQUEST, detail, errors);
}

export function noSuchCase(caseId: string): RequestProblem {
  return new RequestProblem(HttpStatus.NOT_FOUND, `There is no case "${caseId}"; GET /v1/cases lists them.`);
}

/** What both controllers need of an answer under way. */
export interface Reply {
  header(name: string, value: string): Reply;
}

/** The version of a case as an ETag. */
export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}
