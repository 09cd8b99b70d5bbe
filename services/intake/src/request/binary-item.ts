import type { Instant } from '#core/time';
import { readBinary, setAttribute, type AttributeTexts } from '#libs/events';
import type { HttpHeaders } from './body-format.ts';
import { nameOf, type Item } from './item.ts';

/** Reads the one event of a request in binary mode: attributes in `ce-*` headers, data as the body. */
export function readBinaryItem(headers: HttpHeaders, body: Uint8Array, now: Instant): Item {
  const attributes: AttributeTexts = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') setAttribute(attributes, name.slice(3), decoded(value));
  }
  const contentType = headers['content-type'];
  if (typeof contentType === 'string') setAttribute(attributes, 'datacontenttype', contentType);
  return { place: { index: 0 }, ...nameOf(attributes), read: readBinary(attributes, body, now) };
}

/** CloudEvents percent-encodes what a header cannot hold; a value that is not encoded means itself. */
function decoded(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
