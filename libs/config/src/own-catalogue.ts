import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { CatalogueInvalid, loadCatalogue } from '#core/kpis';
import type { SettingProblem } from './settings-invalid.ts';

export interface OwnCatalogue {
  readonly content: unknown;
  readonly problems: readonly SettingProblem[];
}

/** Reads and checks the file of own KPI definitions. Without a file there is nothing to read and nothing wrong. */
export function readOwnCatalogue(path: string | undefined): OwnCatalogue {
  if (path === undefined) return { content: undefined, problems: [] };
  try {
    const content = readYaml(path, 'with the definitions under "kpis"; docs/kpis.md shows their form.');
    loadCatalogue(content);
    return { content, problems: [] };
  } catch (error) {
    const wrong =
      error instanceof CatalogueInvalid ? error.problems : [{ path: '', message: (error as Error).message }];
    const problems = wrong.map((problem) => ({
      name: 'BAROMETER_CATALOGUE',
      message: `BAROMETER_CATALOGUE, ${path}: ${[problem.path, problem.message].filter(Boolean).join(' ')}`,
    }));
    return { content: undefined, problems };
  }
}

/** Reads a YAML or JSON file that holds a map. @throws what is wrong with the file or its form */
export function readYaml(path: string, wanted: string): unknown {
  const document = parseDocument(readFileSync(path, 'utf8'));
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  const content: unknown = document.toJS();
  if (typeof content !== 'object' || content === null) {
    throw new TypeError(`must be a map ${wanted}`);
  }
  return content;
}
