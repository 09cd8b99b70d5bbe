/**
 * Aborts at the first SIGTERM or SIGINT, for an orderly stop. The second one ends the process at once: whoever asks twice
 * does not want to wait.
 */
export function stopSignals(): AbortSignal {
  const controller = new AbortController();
  const heard = () => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
  };
  process.on('SIGTERM', heard);
  process.on('SIGINT', heard);
  return controller.signal;
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
