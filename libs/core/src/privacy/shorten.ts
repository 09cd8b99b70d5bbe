const ELLIPSIS = '…';

/**
 * A text of at most so many UTF-16 units, which is never fewer than its characters or half its bytes in UTF-16. What is
 * cut ends in an ellipsis, and no character is cut in two.
 *
 * @param most at least 1
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - ELLIPSIS.length);
  const isCutInTwo = /[\uD800-\uDBFF]$/.test(kept);
  return (isCutInTwo ? kept.slice(0, -1) : kept).trimEnd() + ELLIPSIS;
}
