/** A page of Markdown, as far as the tests of documents read it. */
export interface MarkdownPage {
  /** From the checkout, with slashes. */
  readonly path: string;
  /** Targets of links and pictures, as written. */
  readonly links: readonly string[];
  /** The names that headings can be reached by, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** What stands between backticks in a line of text. */
  readonly inlineCode: readonly string[];
  /** The whole text. */
  readonly text: string;
}

const FENCE = /^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2[ \t]*$/gm;
const INLINE_CODE = /`([^`\n]+)`/g;
const LINK = /!?\[(?:[^\][]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s+"[^"]*")?\s*$/gm;
const HEADING = /^ {0,3}#{1,6}\s+(.+?)\s*#*$/gm;

/** Reads a page. Blocks of code are examples: links and headings in them are none. */
export function readPage(path: string, text: string): MarkdownPage {
  const prose = text.replaceAll(FENCE, '');
  const withoutCode = prose.replaceAll(INLINE_CODE, '');
  return {
    path,
    links: [...withoutCode.matchAll(LINK), ...withoutCode.matchAll(DEFINITION)].map((match) => match[1] as string),
    anchors: anchorsOf([...prose.matchAll(HEADING)].map((match) => match[1] as string)),
    inlineCode: [...prose.matchAll(INLINE_CODE)].map((match) => match[1] as string),
    text,
  };
}

/** Lower case, without punctuation, hyphens for blanks; a name that comes again is numbered. */
function anchorsOf(headings: readonly string[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const words = heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}
