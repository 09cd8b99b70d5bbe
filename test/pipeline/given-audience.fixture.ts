/** Those who hear of every step; nobody is paged. */
export function givenAudience(...destinations: string[]) {
  return { destinations, isPaged: false, kinds: new Map() };
}
