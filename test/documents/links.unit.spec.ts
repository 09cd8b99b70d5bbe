import { describe, expect, it } from 'vitest';
import { brokenLinks } from './broken-links.ts';
import { readPage } from './markdown-page.ts';
import { isThere, repositoryPages } from './repository-pages.ts';

describe('the links of the documents', () => {
  const pages = repositoryPages();

  it('are looked for in every page', () => {
    expect(pages.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/adr/README.md']),
    );
    expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(50);
  });

  it('all lead to a file, and to a heading where they name one', () => {
    expect(brokenLinks(pages, isThere)).toEqual([]);
  });

  it('reach every page from the first one', () => {
    const linked = new Set(['README.md']);
    const byPath = new Map(pages.map((page) => [page.path, page]));
    for (const path of linked) {
      for (const link of byPath.get(path)?.links ?? []) {
        const target = new URL(link, `file:///${path}`).pathname.slice(1);
        if (byPath.has(target)) linked.add(target);
      }
    }
    expect([...byPath.keys()].filter((path) => !linked.has(path))).toEqual([]);
  });
});

describe('a broken link', () => {
  const broken = (text: string) =>
    brokenLinks(
      [readPage('docs/a.md', text), readPage('docs/b.md', '# One `two`, three!\n\n## Again\n\n## Again\n')],
      (path) => ['docs/a.md', 'docs/b.md', 'README.md'].includes(path),
    );

  it.each([
    ['[b](b.md) and [b](b.md#one-two-three) and [b](b.md#again-1)'],
    ['[home](../README.md) ![p](../README.md "a picture")'],
    ['# Here\n\n[here](#here), [there](https://example.org/none)'],
    ['`[code](none.md)`\n\n```md\n[code](none.md)\n```'],
    ['[ref]\n\n[ref]: b.md'],
  ])('is not seen in %j', (text) => {
    expect(broken(text)).toEqual([]);
  });

  it.each([
    ['[c](c.md)', 'docs/a.md: c.md leads to docs/c.md, which does not exist'],
    ['![c](pictures/c.svg)', 'docs/a.md: pictures/c.svg leads to docs/pictures/c.svg, which does not exist'],
    ['[b](b.md#four)', 'docs/a.md: docs/b.md has no heading #four'],
    ['[here](#here)', 'docs/a.md: docs/a.md has no heading #here'],
    ['[out](../../x.md)', 'docs/a.md: ../../x.md leads out of the repository'],
    ['[ref]\n\n[ref]: c.md', 'docs/a.md: c.md leads to docs/c.md, which does not exist'],
  ])('is seen in %j', (text, problem) => {
    expect(broken(text)).toEqual([problem]);
  });
});
