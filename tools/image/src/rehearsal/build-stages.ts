import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Stage } from '../read-dockerfile.ts';

/** What a stage has become: a folder that stands for the image's root, and what a process in it would find. */
export interface BuiltStage {
  readonly stage: Stage;
  readonly root: string;
  /** From the root of the image. */
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface BuildPlan {
  readonly stages: readonly Stage[];
  readonly checkout: string;
  /** The files of the build's context. */
  readonly context: readonly string[];
  /** An empty folder; each stage gets one in it. */
  readonly folder: string;
  /** What the machine brings, as a container engine would: the search path, and how registries are reached. */
  readonly machine: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

/**
 * Carries out a Dockerfile's own steps without a container engine: every stage in a folder that stands for its root. What
 * it cannot show is the base image; what it shows is that the steps succeed with nothing but the build's context.
 *
 * @returns the last stage.
 */
export async function buildStages(plan: BuildPlan): Promise<BuiltStage> {
  const built: BuiltStage[] = [];
  for (const stage of plan.stages) built.push(await buildStage(stage, built, plan));
  const last = built.at(-1);
  if (last === undefined) throw new Error('The Dockerfile has no FROM.');
  return last;
}

async function buildStage(stage: Stage, before: readonly BuiltStage[], plan: BuildPlan): Promise<BuiltStage> {
  const root = join(plan.folder, stage.name);
  await mkdir(root, { recursive: true });
  let workdir = '/';
  let environment: Readonly<Record<string, string>> = {};
  for (const step of stage.steps) {
    plan.say(`${stage.name}: ${JSON.stringify(step)}`);
    if (step.kind === 'workdir') {
      workdir = posix.resolve(workdir, step.path);
      await mkdir(join(root, workdir), { recursive: true });
    } else if (step.kind === 'env') environment = { ...environment, ...step.values };
    else if (step.kind === 'run') {
      await runStep(step.command, join(root, workdir), { ...plan.machine, ...environment });
    } else {
      const source = before.find(({ stage: { name } }) => name === step.from);
      if (step.from !== undefined && source === undefined) throw new Error(`COPY --from=${step.from}: no such stage.`);
      for (const path of step.sources) {
        const to = join(root, posix.resolve(workdir, step.to));
        if (source === undefined) await copyFromContext(path, to, step.to, plan);
        else await cp(join(source.root, path), to, { recursive: true, verbatimSymlinks: true });
      }
    }
  }
  return { stage, root, workdir, environment };
}

async function runStep(command: string, cwd: string, env: Record<string, string>): Promise<void> {
  const child = spawn('/bin/sh', ['-c', command], { cwd, env, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code}; what is wrong stands above.`);
}

/** As Docker does it: of a folder its content, of a file the file, into a folder when the target ends in a slash. */
async function copyFromContext(path: string, to: string, written: string, plan: BuildPlan): Promise<void> {
  const isFolder = (await stat(join(plan.checkout, path))).isDirectory();
  const files = plan.context.filter((file) => (isFolder ? file.startsWith(`${path}/`) : file === path));
  if (files.length === 0) throw new Error(`COPY ${path}: .dockerignore keeps it out of the build.`);
  for (const file of files) {
    const inside = isFolder ? file.slice(path.length + 1) : posix.basename(file);
    const target = isFolder || written.endsWith('/') ? join(to, inside) : to;
    await mkdir(dirname(target), { recursive: true });
    await cp(join(plan.checkout, file), target);
  }
}
