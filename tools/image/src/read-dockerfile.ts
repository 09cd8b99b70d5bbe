import { DockerfileParser, type Copy, type Env, type From, type Instruction } from 'dockerfile-ast';

/** An instruction of a stage, as far as it makes files or says how to start. */
export type Step =
  | { readonly kind: 'run'; readonly command: string }
  | {
      readonly kind: 'copy';
      readonly from: string | undefined;
      readonly sources: readonly string[];
      readonly to: string;
    }
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'env'; readonly values: Readonly<Record<string, string>> };

export interface Stage {
  /** Its own name, or its number. */
  readonly name: string;
  readonly base: string;
  readonly steps: readonly Step[];
  readonly user: string | undefined;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

/** Reads a Dockerfile. @throws for an instruction that the rehearsal could not carry out, rather than leaving it out. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') stages.push(emptyStage(instruction as From, stages.length));
    else {
      const stage = stages.pop();
      if (stage === undefined) throw new Error(`${keyword} stands before the first FROM.`);
      stages.push({ ...stage, ...changeBy(instruction, keyword, stage) });
    }
  }
  return stages;
}

function emptyStage(from: From, number: number): Stage {
  const base = from.getImage() ?? '';
  const name = from.getBuildStage() ?? String(number);
  return { name, base, steps: [], user: undefined, entrypoint: [], command: [], healthCheck: [] };
}

function changeBy(instruction: Instruction, keyword: string, { steps }: Stage): Partial<Stage> {
  const text = (instruction.getArgumentsContent() ?? '').trim();
  switch (keyword) {
    case 'RUN':
      return { steps: [...steps, { kind: 'run', command: text }] };
    case 'COPY':
      return { steps: [...steps, copyStep(instruction as Copy)] };
    case 'WORKDIR':
      return { steps: [...steps, { kind: 'workdir', path: text }] };
    case 'ENV': {
      const values = (instruction as Env).getProperties().map((each) => [each.getName(), each.getValue() ?? '']);
      return { steps: [...steps, { kind: 'env', values: Object.fromEntries(values) as Record<string, string> }] };
    }
    case 'USER':
      return { user: text };
    case 'ENTRYPOINT':
      return { entrypoint: execForm(text) };
    case 'CMD':
      return { command: execForm(text) };
    case 'HEALTHCHECK':
      return { healthCheck: execForm(/\bCMD\s+(\[[\s\S]*)$/.exec(text)?.[1] ?? '') };
    case 'EXPOSE':
      return {};
    default:
      throw new Error(
        `The rehearsal of the image does not know ${keyword}: teach it in tools/image/src/read-dockerfile.ts.`,
      );
  }
}

function copyStep(copy: Copy): Step {
  const flags = copy.getFlags().map((flag) => flag.getName());
  const unknown = flags.find((flag) => flag !== 'from');
  if (unknown !== undefined) throw new Error(`The rehearsal of the image does not know COPY --${unknown}.`);
  const paths = copy.getArguments().map((argument) => argument.getValue());
  return {
    kind: 'copy',
    from: copy.getFromFlag()?.getValue() ?? undefined,
    sources: paths.slice(0, -1),
    to: paths.at(-1) ?? '',
  };
}

/** `["node", "main.js"]`. The shell form would put a shell between the signals and the process. */
function execForm(text: string): readonly string[] {
  const words = asJson(text.replaceAll(/\\\r?\n/g, ' '));
  if (!Array.isArray(words)) throw new Error(`${text} must be a list of words in JSON, as in ["node", "main.js"].`);
  return words.map(String);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
