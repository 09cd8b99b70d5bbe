import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { RuntimeModule, type Provided } from '../runtime.module.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import { describeHttp } from './openapi.ts';

/**
 * The OpenAPI document of services that are not started: Nest's preview reads the controllers and makes no provider, so
 * that neither settings nor a database nor a log are needed.
 */
export async function describeServices(definitions: readonly ServiceDefinition[]): Promise<OpenAPIObject> {
  const root = RuntimeModule.of(definitions, {} as Provided);
  const app = await NestFactory.create(root, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  try {
    return describeHttp(app);
  } finally {
    await app.close();
  }
}
