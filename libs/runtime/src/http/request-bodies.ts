import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Below these paths the handler gets the bytes as they came, whatever their content type: it reads or verifies them. */
const RAW_PATHS = ['/v1/events', '/v1/hooks/'];

/** Teaches the server to read bodies: bytes on the raw paths, JSON elsewhere, nothing else. */
export function readRequestBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (RAW_PATHS.some((path) => request.url.startsWith(path))) done(null, body);
    else if (body.length === 0) done(null, undefined);
    else if (isJson(request.headers['content-type'])) void parseJson(request, body.toString('utf8'), done);
    else done(Object.assign(new Error('Send the body as application/json.'), { statusCode: 415 }));
  });
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(contentType ?? '');
}
