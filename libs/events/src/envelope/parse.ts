import { firstInvalidByte, textOf } from '../bytes.ts';
import { rejected, type Rejected } from '../rejection.ts';

export type ParsedText = { readonly ok: true; readonly text: string; readonly value: unknown } | Rejected;

/** Reads bytes as UTF-8, then as JSON. `path` names them in what is said of them. */
export function parseBytes(bytes: Uint8Array, path: string): ParsedText {
  const text = textOf(bytes);
  if (text !== undefined) return parseText(text, path);
  const message = `must be UTF-8: byte ${firstInvalidByte(bytes)} (counted from 0) begins no character`;
  return rejected({ reason: 'invalid-utf8', path, message });
}

export function parseText(text: string, path: string): ParsedText {
  try {
    return { ok: true, text, value: JSON.parse(text) };
  } catch (error) {
    const message = `must be JSON: ${error instanceof Error ? error.message : String(error)}`;
    return rejected({ reason: 'malformed-json', path, message });
  }
}
