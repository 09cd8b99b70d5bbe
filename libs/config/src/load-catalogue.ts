import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { CatalogueInvalid, loadCatalogue, type Catalogue } from '#core/kpis';
import type { Settings } from './settings.ts';
import { SettingsInvalid } from './settings-invalid.ts';

/**
 * The KPI catalogue in force: the built-in one, with the definitions of the file that the settings name.
 *
 * @throws SettingsInvalid when the file cannot be read, or with everything that is wrong in it.
 */
export function catalogueOf({ catalogueFile }: Pick<Settings, 'catalogueFile'>): Catalogue {
  if (catalogueFile === undefined) return loadCatalogue();
  try {
    return loadCatalogue(readYaml(catalogueFile));
  } catch (error) {
    const problems =
      error instanceof CatalogueInvalid ? error.problems : [{ path: '', message: (error as Error).message }];
    throw new SettingsInvalid(
      problems.map(({ path, message }) => ({
        name: 'BAROMETER_CATALOGUE',
        message: `BAROMETER_CATALOGUE, ${catalogueFile}: ${[path, message].filter(Boolean).join(' ')}`,
      })),
    );
  }
}

function readYaml(path: string): unknown {
  const document = parseDocument(readFileSync(path, 'utf8'));
  const [fault] = document.errors;
  if (fault !== undefined) throw new Error(fault.message);
  return document.toJS();
}
