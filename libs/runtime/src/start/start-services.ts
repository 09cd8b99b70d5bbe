import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '#libs/config';
import { Metrics } from '#libs/metrics';
import { createLogger } from '../logger.ts';
import { Readiness } from '../readiness.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import type { Clock, Logger } from '../tokens.ts';
import { VERSION } from '../version.ts';
import { buildApp, type NamedConsumer } from './build-app.ts';
import { consumerTrouble } from './consumer-check.ts';
import { ensureTopics } from './ensure-topics.ts';
import { FatalFailure } from './fatal-failure.ts';
import { LastInFirstOut } from './last-in-first-out.ts';
import { openDatabase } from './open-database.ts';
import { openEventLog } from './open-event-log.ts';
import { probeOf } from './probe.ts';
import { StartFailed } from './start-failed.ts';

export interface StartOptions {
  readonly settings: Settings;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: JSON lines on standard output. */
  readonly logger?: Logger;
  /** Gives the start up when aborted. */
  readonly signal?: AbortSignal;
}

export interface RunningServices {
  /** Where the HTTP interface listens, without a slash at the end. */
  readonly url: string;
  /** Rejects when something has failed for good and the process should end. Never resolves. */
  readonly failed: Promise<never>;
  /** Stops everything in order: HTTP, consumers, services, event log, database. Safe to call twice. */
  close(): Promise<void>;
  /** What `close` waits for at the moment; `undefined` when it does not. */
  closing(): string | undefined;
}

/**
 * Starts the services in this process and resolves when every one of them is ready. Signals are left to the caller.
 *
 * @throws when anything is missing; what had been started is stopped again.
 */
export async function startServices(
  definitions: readonly ServiceDefinition[],
  { settings, clock = Date.now, logger = createLogger(settings.logLevel), signal }: StartOptions,
): Promise<RunningServices> {
  const names = definitions.map(({ name }) => name);
  const opened = new LastInFirstOut();
  const failure = new FatalFailure();
  const readiness = new Readiness();
  failure.promise.catch((error: Error) => readiness.giveUp(error));
  try {
    const forServices = definitions.some(({ withoutDatabase }) => withoutDatabase !== true);
    const opening =
      forServices || settings.engine === 'embedded'
        ? await openDatabase(settings, `barometer ${names.join(' ')}`, logger, (error) => failure.report(error))
        : undefined;
    opened.add('the database', async () => opening?.close());
    const database = opening?.database;
    const eventLog = await openEventLog(settings, { database, clock, logger });
    opened.add('the event log', () => eventLog.close());
    const topics = await ensureTopics(eventLog, definitions, settings);

    const metrics = new Metrics();
    metrics.gauge('barometer_build_info').set({ version: VERSION }, 1);
    const provided = { settings, clock, logger, database, eventLog, metrics, readiness };
    const { app, consumers } = await buildApp(definitions, provided);
    opened.add('HTTP, consumers and services', () => closeApp(app));
    if (forServices && database !== undefined)
      readiness.register(
        'database',
        probeOf(() => database.query('SELECT 1')),
      );
    const [topic] = topics;
    if (topic !== undefined)
      readiness.register(
        'event-log',
        probeOf(() => eventLog.extent(topic.name)),
      );
    for (const { name, strategy } of consumers) readiness.register(name, () => consumerTrouble(strategy));
    await app.startAllMicroservices();
    const url = await listen(app, settings);
    const watching = setInterval(() => reportFailed(consumers, failure), 500);
    opened.add('the watch over the consumers', async () => clearInterval(watching));
    await untilReady(readiness, failure.promise, logger, signal);
    logger.info({ services: names, url, docs: `${url}/docs`, metrics: `${url}/metrics` }, 'ready');
    return { url, failed: failure.promise, close: () => opened.close(), closing: () => opened.closing };
  } catch (error) {
    await opened.close().catch((second: unknown) => logger.error({ error: second }, 'a part did not stop'));
    throw error;
  }
}

const LISTENING = ['listen', 'bind', 'getaddrinfo'];

async function listen(app: NestFastifyApplication, { http }: Settings): Promise<string> {
  try {
    await app.listen({ host: http.host, port: http.port });
    const { port } = app.getHttpServer().address() as { port: number };
    return `http://${http.host.includes(':') ? `[${http.host}]` : http.host}:${port}`;
  } catch (cause) {
    const { code, message, syscall } = cause as NodeJS.ErrnoException;
    // The services' own start runs in there too, and its failures have nothing to do with the port.
    if (!LISTENING.includes(syscall ?? '')) throw cause;
    const why = { EADDRINUSE: 'another program listens there', EACCES: 'this user may not use that port' }[code ?? ''];
    throw new StartFailed(
      `Cannot listen on ${http.host}:${http.port}: ${why ?? message}. ` +
        'Stop the other program, or choose another port with BAROMETER_HTTP_PORT (0 for any free one).',
      { cause },
    );
  }
}

function reportFailed(consumers: readonly NamedConsumer[], failure: FatalFailure): void {
  const failed = consumers.map(({ strategy }) => strategy.health()).find(({ status }) => status === 'failed');
  if (failed !== undefined) failure.report(failed.error ?? new Error('A consumer of the event log has failed.'));
}

const PATIENCE = 15_000;

async function untilReady(readiness: Readiness, failed: Promise<never>, logger: Logger, signal?: AbortSignal) {
  const ready = (async () => {
    for (let waited = 0; ; waited += 100) {
      signal?.throwIfAborted();
      const report = await readiness.report();
      if (report.ready) return;
      if (waited > 0 && waited % PATIENCE === 0) logger.warn({ checks: report.checks }, 'still not ready');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await Promise.race([ready, failed]);
}

/** How long an open stream may hold up the stop once its service was told to end it. */
const STREAM_PATIENCE = 3_000;

async function closeApp(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const cut = setTimeout(() => server.closeAllConnections(), STREAM_PATIENCE);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
