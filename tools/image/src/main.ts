import { chmod, copyFile, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseEnv } from 'node:util';
import { startEmbeddedPostgres } from '#libs/postgres';
import { buildContext } from './build-context.ts';
import { readComposeFile } from './compose/compose-file.ts';
import { readDockerfile } from './read-dockerfile.ts';
import { buildStages, type BuiltStage } from './rehearsal/build-stages.ts';
import { startComposeBroker } from './rehearsal/compose-broker.ts';
import { bytesIn, megabytes } from './rehearsal/measure.ts';
import { runServices } from './rehearsal/run-services.ts';

/**
 * `npm run image`: carries out the Dockerfile without a container engine, and starts what docker-compose.yml starts from
 * the result, against a real Kafka and a real PostgreSQL. Ends with 1 when anything is not as it should be.
 */
const checkout = process.cwd();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'barometer-image-'));
const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
try {
  // A user that is not root must reach the contents.
  await chmod(folder, 0o755);
  const base = await baseImage(join(folder, 'base'));
  const image = await build(base);
  await tellSize(image);
  await run(image, base);
  say('the image is right');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const step of undo.reverse()) await step();
}

async function build(base: string): Promise<BuiltStage> {
  const stages = readDockerfile(await readFile(join(checkout, 'deploy/docker/Dockerfile'), 'utf8'));
  const context = buildContext(checkout);
  say(`the context of the build has ${context.length} files`);
  return buildStages({ stages, checkout, context, folder: join(folder, 'stages'), machine: machineWith(base), say });
}

async function tellSize({ root, workdir }: BuiltStage): Promise<void> {
  const all = await bytesIn(root);
  const parts = ['node_modules', 'dist', 'mappings'].map(async (part) => {
    return `${part} ${megabytes(await bytesIn(join(root, workdir, part)))}`;
  });
  say(`size over the base image: ${megabytes(all)} (${(await Promise.all(parts)).join(', ')})`);
}

async function run(image: BuiltStage, base: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    log: () => undefined,
    throwaway: true,
  });
  undo.push(() => postgres.stop());
  const { host, password } = new URL(postgres.url);
  const development = parseEnv(await readFile(join(checkout, 'deploy/docker/development.env'), 'utf8'));
  const text = await readFile(join(checkout, 'docker-compose.yml'), 'utf8');
  const compose = readComposeFile(text, { ...development, POSTGRES_PASSWORD: password });
  const broker = await startComposeBroker(compose.services['kafka']?.environment ?? {}, join(folder, 'kafka'));
  undo.push(() => broker.stop());
  say('kafka: takes its settings');
  const addresses = { 'kafka:9092': broker.address, 'postgres:5432': host };
  await runServices({ image, compose, addresses, searchPath: base, say });
}

/** Stands for the base image: its Node, where a user may reach it who cannot reach the one that runs this. */
async function baseImage(base: string): Promise<string> {
  await mkdir(base);
  const node = join(base, 'node');
  await copyFile(await realpath(process.execPath), node);
  await chmod(node, 0o755);
  return base;
}

/** What a step of a build finds: the programs of the system, but none of the checkout's, and the way to the registry. */
function machineWith(base: string): Record<string, string> {
  const isWay = /^(HOME|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_\w+|(https?|no)_proxy)$/i;
  const way = Object.entries(process.env).filter(([name]) => isWay.test(name)) as [string, string][];
  const system = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(way), PATH: [base, ...system].join(delimiter) };
}
