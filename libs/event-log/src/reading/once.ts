/** Makes a function run once: later calls, also while it runs, get the promise of the first. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return async () => (running ??= work());
}
