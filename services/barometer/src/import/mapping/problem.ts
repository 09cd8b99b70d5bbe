/** Something wrong at one place: of a mapping file, or of an event that a row should have become. */
export interface Problem {
  /** Dotted path such as `event.at` or `response.answers[0].score`. */
  readonly path: string;
  readonly reason: string;
}

/** The import cannot start or go on as asked; the person who typed the command can put it right. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
}

/** The mapping file is wrong. The message lists every fault with its path. */
export class MappingInvalid extends ImportRefused {
  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    const count = problems.length === 1 ? '1 fault' : `${problems.length} faults`;
    super(`The mapping ${file} has ${count}:\n${list(problems)}\nThe reference of mapping files is docs/import.md.`);
  }
}

/** The parameters given with `--set` are not those that the mapping asks for. */
export class ParametersWrong extends ImportRefused {
  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super(`The parameters of the mapping ${file} are not right:\n${list(problems)}`);
  }
}

function list(problems: readonly Problem[]): string {
  return problems.map(({ path, reason }) => `  ${path === '' ? '(top)' : path}: ${reason}`).join('\n');
}
