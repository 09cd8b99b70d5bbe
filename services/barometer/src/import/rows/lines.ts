/**
 * The lines of a text that comes in pieces, without their ends (`\n` or `\r\n`). Node's readline also ends lines at
 * U+2028 and U+2029, which JSON texts may hold.
 */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}
