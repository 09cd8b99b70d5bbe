/** One thing that is wrong with the settings. */
export interface SettingProblem {
  readonly name: string;
  /** What is wrong and what to do, in one sentence or two. Holds no secret. */
  readonly message: string;
}

/** The settings cannot be used. All that is wrong is in it, not just the first finding. */
export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const count = problems.length === 1 ? 'One setting is wrong' : `${problems.length} settings are wrong`;
    super([`${count}:`, ...problems.map(({ message }) => `  - ${message}`)].join('\n'));
    this.problems = problems;
  }
}
