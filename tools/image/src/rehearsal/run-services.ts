import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../../../kafka/src/broker-probe.ts';
import { secondsOf, type ComposeFile } from '../compose/compose-file.ts';
import type { BuiltStage } from './build-stages.ts';
import { Container, type Place } from './container.ts';

export interface RunPlan {
  readonly image: BuiltStage;
  readonly compose: ComposeFile;
  /** Where this machine has what the compose file calls `kafka:9092` and `postgres:5432`. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly searchPath: string;
  readonly say: (line: string) => void;
}

/** How long a service may take to be healthy, in seconds. */
const PATIENCE = 90;

/**
 * Starts the compose file's own services from the image's contents, with their commands, environments and health checks,
 * sends an answer in at one end and waits until it is counted at the other, and stops everything as Docker does.
 *
 * @throws Error with what went wrong and what the service wrote.
 */
export async function runServices(plan: RunPlan): Promise<void> {
  const own = Object.entries(plan.compose.services).filter(([, { build }]) => build !== undefined);
  const ports = await freePorts(own.length);
  const running: Container[] = [];
  try {
    for (const [index, [name, service]] of own.entries()) {
      const { entrypoint, healthCheck } = plan.image.stage;
      const place = placeOf(service.environment, ports[index] ?? 0, plan);
      const container = new Container(name, [...entrypoint, ...service.command], place);
      running.push(container);
      const began = performance.now();
      await container.healthy((service.healthcheck?.test ?? []).slice(1), PATIENCE);
      const live = await container.ask(healthCheck);
      if (live.code !== 0) throw new Error(`The image's own health check fails in ${name}: ${live.text}`);
      plan.say(`${name}: healthy after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
    const portOf = (name: string) => ports[own.findIndex(([each]) => each === name)] ?? 0;
    await countAnAnswer(portOf('intake'), portOf('reader'));
    plan.say('an answer that was sent to the intake is counted by the reader');
    for (const [index, [name, service]] of [...own.entries()].reverse()) {
      const container = running[index];
      await container?.stop(secondsOf(service.stop_grace_period ?? '10s'));
      const { code } = (await container?.ask((service.healthcheck?.test ?? []).slice(1))) ?? {};
      if (code === 0) throw new Error(`The health check of ${name} says yes although its process has ended.`);
      plan.say(`${name}: stopped in order`);
    }
  } finally {
    for (const container of running) container.kill();
  }
}

function placeOf(given: Readonly<Record<string, string>>, port: number, plan: RunPlan): Place {
  const { image, addresses, searchPath } = plan;
  const here = Object.entries(given).map(([name, value]) => {
    const moved = Object.entries(addresses).reduce((text, [from, to]) => text.replaceAll(from, to), value);
    return [name, moved] as const;
  });
  const [uid = 0, gid = uid] = (image.stage.user ?? '').split(':').map(Number);
  return {
    folder: join(image.root, image.workdir),
    environment: {
      ...image.environment,
      ...Object.fromEntries(here),
      // Not a container: what is open in there is open on this machine.
      BAROMETER_HTTP_HOST: '127.0.0.1',
      BAROMETER_HTTP_PORT: String(port),
      PATH: searchPath,
    },
    user: process.getuid?.() === 0 ? { uid, gid } : undefined,
  };
}

async function countAnAnswer(intake: number, reader: number): Promise<void> {
  const answer = {
    specversion: '1.0',
    id: 'rehearsal-1',
    source: '/rehearsal',
    type: 'survey.answered.v1',
    data: {
      responseId: 'rehearsal-1',
      answeredAt: new Date(Date.now() - 1_000).toISOString(),
      answers: [{ question: 'recommend', scale: 'nps-0-10', score: 3 }],
    },
  };
  const headers = { 'content-type': 'application/cloudevents+json' };
  const body = JSON.stringify(answer);
  const sent = await fetch(`http://127.0.0.1:${intake}/v1/events`, { method: 'POST', headers, body });
  if (sent.status !== 202) throw new Error(`The intake answers ${sent.status}: ${await sent.text()}`);
  for (let tries = 0; tries < 100; tries += 1) {
    const reading = await fetch(`http://127.0.0.1:${reader}/v1/kpis/nps/reading?window=1h`);
    const { n } = (await reading.json()) as { n?: number };
    if (n === 1) return;
    await delay(200);
  }
  throw new Error('The reader does not count the answer that the intake took.');
}
