import { parseDocument } from 'yaml';
import { z } from 'zod';
import { interpolate, type Variables } from './interpolate.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? ''));

const service = z.looseObject({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  container_name: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), scalar).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  networks: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
  deploy: z.looseObject({ replicas: scalar.optional(), resources: z.unknown() }).optional(),
});

const composeFile = z.looseObject({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.unknown()).default({}),
  volumes: z.record(z.string(), z.unknown()).default({}),
});

export type ComposeService = z.output<typeof service>;
export type ComposeFile = z.output<typeof composeFile>;

/**
 * Reads a compose file as `docker compose` sees it: anchors followed, variables filled in. Only the forms that ours has
 * are taken; anything else is an error rather than overlooked.
 */
export function readComposeFile(text: string, variables: Variables): ComposeFile {
  const document = parseDocument(text, { merge: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  return composeFile.parse(filledIn(document.toJS(), variables));
}

function filledIn(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((each) => filledIn(each, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, variables)]));
}

/** What `stop_grace_period` and the like say, in seconds. */
export function secondsOf(duration: string): number {
  const match = /^(\d+)(s|m)$/.exec(duration);
  if (match === null) throw new Error(`${duration} must be a number of seconds or minutes, such as 30s.`);
  return Number(match[1]) * (match[2] === 'm' ? 60 : 1);
}

/** `127.0.0.1:8080:80` */
export function publishedPort(port: string): {
  readonly address: string;
  readonly published: string;
  readonly target: string;
} {
  const [target = '', published = '', ...address] = port.split(':').reverse();
  return { address: address.reverse().join(':'), published, target };
}
