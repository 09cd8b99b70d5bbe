import { HttpStatus } from '@nestjs/common';
import { isJsonType } from '#libs/events';
import { RequestProblem } from '#libs/runtime';

/** How the events of a request are written. */
export type BodyFormat = 'json' | 'lines' | 'binary';

export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const LINES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];

/**
 * Tells the format from the headers: `ce-*` headers hold the attributes of the one event whose data is the body.
 *
 * @throws RequestProblem with 415 for a body that is none of them.
 */
export function bodyFormatOf(headers: HttpHeaders): BodyFormat {
  const encoding = textOf(headers['content-encoding']);
  if (encoding !== '' && encoding !== 'identity')
    throw unsupported(`its content-encoding is ${encoding}: send it uncompressed`);
  const contentType = textOf(headers['content-type']);
  const [mediaType = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !/^"?utf-?8"?$/.test(charset))
    throw unsupported(`its charset is ${charset}: send UTF-8`);
  if (LINES.includes(mediaType)) return 'lines';
  if (mediaType.startsWith('application/cloudevents') && isJsonType(mediaType)) return 'json';
  const isBinary = headers['ce-specversion'] !== undefined || headers['ce-type'] !== undefined;
  if (isBinary && (mediaType === '' || isJsonType(mediaType))) return 'binary';
  if (mediaType === 'application/json') return 'json';
  throw unsupported(mediaType === '' ? 'it has no content-type' : `its content-type is ${mediaType}`);
}

function unsupported(why: string): RequestProblem {
  return new RequestProblem(
    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
    `The body cannot be read: ${why}. Send one event or an array of them as application/cloudevents+json, ` +
      'application/cloudevents-batch+json or application/json, one event a line as application/x-ndjson, or the data of one ' +
      'event as application/json with its attributes in ce-* headers.',
  );
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header ?? []).join(', ');
}
