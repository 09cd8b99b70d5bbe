import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Something that the broker needs is missing on this machine. The message says what to install. */
export class MissingRequirement extends Error {
  override readonly name = 'MissingRequirement';
}

const INSTEAD = 'Or point KAFKA_BROKERS at a broker that is already running.';
const OLDEST_JAVA = 17;

/**
 * Finds a Java that can run the broker: `JAVA_HOME` first, then the PATH.
 *
 * @returns the command to call.
 * @throws MissingRequirement when there is none, or when it is older than 17.
 */
export async function findJava(environment: NodeJS.ProcessEnv): Promise<string> {
  const home = environment['JAVA_HOME'];
  const java = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
  const how = 'Install one (Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17).';
  const answer = await run(java, ['-version']).catch((cause: unknown) => {
    throw new MissingRequirement(
      `Kafka needs Java ${OLDEST_JAVA} or newer, and \`${java}\` does not run. ${how} ${INSTEAD}`,
      {
        cause,
      },
    );
  });
  const version = javaVersion(answer.stderr + answer.stdout);
  if (version === undefined || version < OLDEST_JAVA) {
    throw new MissingRequirement(
      `Kafka needs Java ${OLDEST_JAVA} or newer, and \`${java}\` is ${version ?? 'of an unknown version'}. ${how} ${INSTEAD}`,
    );
  }
  return java;
}

/** Reads the major version out of what `java -version` prints. Java 8 calls itself `1.8`. */
export function javaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match === null ? undefined : Number(match[1]);
}

/**
 * Finds Maven, which fetches the broker's jars.
 *
 * @throws MissingRequirement when `mvn` does not run.
 */
export async function findMaven(): Promise<string> {
  await run('mvn', ['--version']).catch((cause: unknown) => {
    throw new MissingRequirement(
      `Fetching Kafka's jars needs Maven, and \`mvn\` does not run. Install it (Debian: apt-get install maven; ` +
        `macOS: brew install maven). ${INSTEAD}`,
      { cause },
    );
  });
  return 'mvn';
}
