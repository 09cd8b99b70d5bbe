import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';

/** The files that a build gets to see: those of the checkout that .dockerignore does not keep out. */
export function buildContext(checkout: string): readonly string[] {
  const rules = dockerignore.default().add(readFileSync(join(checkout, '.dockerignore'), 'utf8'));
  const large = (path: string) => /(^|[\\/])(node_modules|\.git|dist|\.cache)$/.test(path);
  const files = globSync('**/*', { cwd: checkout, exclude: large })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => statSync(join(checkout, path)).isFile());
  return rules.filter(files).sort();
}
