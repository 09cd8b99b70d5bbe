/** Something wrong in a catalogue: where, and what to do. */
export interface CatalogueProblem {
  /** For instance `kpis[3].formula.of`. */
  readonly path: string;
  readonly message: string;
}

/** The catalogue is not usable; `problems` lists everything that is wrong with it, not just the first thing. */
export class CatalogueInvalid extends Error {
  override readonly name = 'CatalogueInvalid';
  readonly problems: readonly CatalogueProblem[];

  constructor(problems: readonly CatalogueProblem[]) {
    const sentences = problems.map(({ path, message }) => `${path} ${message}`);
    super(`the KPI catalogue is wrong in ${problems.length} place(s): ${sentences.join('; ')}`);
    this.problems = problems;
  }
}
