import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveOpenApi } from '../http/openapi.ts';
import { ProblemFilter } from '../http/problem-filter.ts';
import { readRequestBodies } from '../http/request-bodies.ts';
import { NestLogger } from '../logger.ts';
import { RuntimeModule, type Provided } from '../runtime.module.ts';
import type { ConsumerStrategy, ServiceContext, ServiceDefinition } from '../service-definition.ts';

export interface BuiltApp {
  readonly app: NestFastifyApplication;
  readonly consumers: readonly NamedConsumer[];
}

/** A consumer and the name that health checks know it by. */
export interface NamedConsumer {
  readonly name: string;
  readonly strategy: ConsumerStrategy;
}

/** Makes the one Nest application of the process, with everything but the listening. */
export async function buildApp(definitions: readonly ServiceDefinition[], provided: Provided): Promise<BuiltApp> {
  const { settings, logger } = provided;
  const adapter = new FastifyAdapter({ bodyLimit: settings.http.maxBodyBytes, forceCloseConnections: 'idle' });
  const app = await NestFactory.create<NestFastifyApplication>(RuntimeModule.of(definitions, provided), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
    return503OnClosing: true,
  });
  app.useGlobalFilters(new ProblemFilter(logger));
  readRequestBodies(app);
  serveOpenApi(app);
  const context: ServiceContext = { ...provided, get: (token) => app.get(token, { strict: false }) };
  const consumers = definitions.flatMap(({ name, consumers: make }) =>
    (make?.(context) ?? []).map((strategy, index) => ({ name: `${name}-consumer-${index + 1}`, strategy })),
  );
  for (const { strategy } of consumers) app.connectMicroservice({ strategy });
  return { app, consumers };
}
