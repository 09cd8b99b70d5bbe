/**
 * The adjusted p-values of a family of tests (Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57,
 * 1995). Calling everything at or below q a discovery keeps the expected share of false ones among them at q, however
 * many tests there are; it holds for independent and for positively dependent ones, such as a team and its desk.
 *
 * @param values p-values, in any order
 * @returns one adjusted value for each, in the same order
 */
export function benjaminiHochberg(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[b] as number) - (values[a] as number));
  const adjusted = Array.from({ length: values.length }, () => 1);
  let least = 1;
  order.forEach((i, place) => {
    const rank = values.length - place;
    least = Math.min(least, ((values[i] as number) * values.length) / rank);
    adjusted[i] = least;
  });
  return adjusted;
}
