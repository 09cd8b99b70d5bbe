import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { VERSION } from '../version.ts';

const TEXT =
  'Events in, exact rolling satisfaction and service-desk KPIs out. Errors are problem documents (RFC 9457, ' +
  'application/problem+json) with a detail for people and, where fields are wrong, their paths.';

/** The OpenAPI document of the application's controllers. */
export function describeHttp(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    // From 3.1 on, schemas are JSON Schema, which is what the wire contracts give.
    .setOpenAPIVersion('3.1.0')
    .setTitle('Barometer')
    .setDescription(TEXT)
    .setVersion(VERSION);
  return SwaggerModule.createDocument(app, builder.build());
}

/** Serves the document at `/openapi.json` and a page to read and try it at `/docs`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeHttp(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}
