/**
 * Finds values in JSON text without reading them. What a producer sent is kept as it was written: parsed and written
 * again, long numbers would lose digits and doubled fields would vanish. The text must be valid JSON.
 */

/** The text of the value of a top-level member of an object: the last one where the name is doubled, as JSON.parse takes it. */
export function memberText(json: string, name: string): string | undefined {
  const quoted = JSON.stringify(name);
  let found: string | undefined;
  for (const { key, value } of children(json)) {
    if (key === quoted || (key?.includes('\\') === true && JSON.parse(key) === name)) found = value;
  }
  return found;
}

/** The texts of the elements of an array. */
export function elementTexts(json: string): string[] {
  return Array.from(children(json), ({ value }) => value);
}

/** The members of the outermost object (their keys still quoted), or the elements of the outermost array. */
function* children(json: string): Generator<{ key: string | undefined; value: string }> {
  let at = skipSpace(json, 0);
  const isObject = json.charCodeAt(at) === BRACE;
  at = skipSpace(json, at + 1);
  while (at < json.length && !isClosing(json.charCodeAt(at))) {
    let key: string | undefined;
    if (isObject) {
      const end = endOfString(json, at);
      key = json.slice(at, end);
      at = skipSpace(json, skipSpace(json, end) + 1);
    }
    const end = endOfValue(json, at);
    yield { key, value: json.slice(at, end) };
    at = skipSpace(json, end);
    if (json.charCodeAt(at) === COMMA) at = skipSpace(json, at + 1);
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;

function skipSpace(json: string, from: number): number {
  let at = from;
  while (at < json.length && isSpace(json.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** `]` or `}`. */
function isClosing(code: number): boolean {
  return code === 0x5d || code === 0x7d;
}

/** `[` or `{`. */
function isOpening(code: number): boolean {
  return code === 0x5b || code === BRACE;
}

/** The place behind the closing quote of the string that starts at `from`. */
function endOfString(json: string, from: number): number {
  let quote = json.indexOf('"', from + 1);
  while (isEscaped(json, quote)) quote = json.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(json: string, quote: number): boolean {
  let first = quote;
  while (json.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

/** The place behind the value that starts at `from`, however deep it nests. */
function endOfValue(json: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(json, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && at > from && (code === COMMA || isClosing(code) || isSpace(code))) return at;
    if (isOpening(code)) depth += 1;
    else if (isClosing(code) && --depth === 0) return at + 1;
    at += 1;
  }
  return at;
}
