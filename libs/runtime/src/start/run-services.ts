import { loadSettings } from '#libs/config';
import { createLogger } from '../logger.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import type { Logger } from '../tokens.ts';
import { explainFailure } from './explain-failure.ts';
import { startServices, type RunningServices } from './start-services.ts';
import { aborted, stopSignals } from './stop-signals.ts';

/**
 * Runs the services as this process: settings from the environment, SIGTERM and SIGINT stop everything in order, a
 * second signal at once. Ends the process: with 0 after an orderly stop, with 1 when the start fails, a part fails for
 * good, or the stop takes longer than `BAROMETER_SHUTDOWN_SECONDS`.
 */
export async function runServices(definitions: readonly ServiceDefinition[]): Promise<never> {
  const signal = stopSignals();
  try {
    const { settings } = loadSettings(process.env, process.cwd());
    const logger = createLogger(settings.logLevel);
    const running = await startServices(definitions, { settings, logger, signal });
    const failure = await Promise.race([aborted(signal), running.failed.catch((error: unknown) => ({ error }))]);
    if (failure !== undefined) logger.error(failure, 'a part has failed for good, so the process ends');
    await stopWithin(settings.shutdownSeconds, running, logger);
    process.exit(failure === undefined ? 0 : 1);
  } catch (error) {
    if (signal.aborted) process.exit(0);
    process.stderr.write(`barometer cannot run: ${explainFailure(error)}\n`);
    process.exit(1);
  }
}

async function stopWithin(seconds: number, running: RunningServices, logger: Logger): Promise<void> {
  const deadline = setTimeout(() => {
    const waitedFor = running.closing();
    logger.error({ seconds, waitedFor }, 'the stop took too long and was cut off; nothing acknowledged is lost');
    process.exit(1);
  }, seconds * 1000);
  logger.info({}, 'stopping');
  await running.close();
  clearTimeout(deadline);
  logger.info({}, 'stopped');
}
