import { posix } from 'node:path';
import type { MarkdownPage } from './markdown-page.ts';

/**
 * The relative links of pages that lead nowhere, each with what is wrong. Links to other sites are not followed.
 *
 * @param exists whether there is a file or a folder at a path from the checkout
 */
export function brokenLinks(pages: readonly MarkdownPage[], exists: (path: string) => boolean): string[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return pages.flatMap((page) =>
    page.links
      .filter((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link))
      .flatMap((link) => {
        const [file = '', anchor] = link.split('#', 2);
        const path = file === '' ? page.path : posix.join(posix.dirname(page.path), decodeURI(file));
        if (path.startsWith('..')) return [`${page.path}: ${link} leads out of the repository`];
        if (!exists(path)) return [`${page.path}: ${link} leads to ${path}, which does not exist`];
        const target = byPath.get(path);
        if (anchor === undefined || target === undefined || target.anchors.has(anchor)) return [];
        return [`${page.path}: ${path} has no heading #${anchor}`];
      }),
  );
}
