import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { findMaven } from './requirements.ts';

const run = promisify(execFile);

/** The release of Apache Kafka that tests and `npm run kafka` start. */
export const KAFKA_VERSION = '4.3.0';
/** Kafka's own jars bring log4j but no binding to it; without one the broker is mute, also about why it died. */
const LOG_BINDING = '2.25.4';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>barometer</groupId>
  <artifactId>broker</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>${LOG_BINDING}</version>
    </dependency>
  </dependencies>
</project>
`;

/**
 * Fetches the jars of Apache Kafka from Maven Central (44 MB) unless the cache has them.
 *
 * @returns the folder that holds them.
 * @throws MissingRequirement without Maven; Error with Maven's words when the download fails.
 */
export async function fetchJars(cache: string, say: (line: string) => void): Promise<string> {
  const jars = join(cache, `jars-${KAFKA_VERSION}`);
  if (existsSync(jars)) return jars;
  const maven = await findMaven();
  say(`fetching Apache Kafka ${KAFKA_VERSION} from Maven Central (44 MB, once)`);
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'fetching-'));
  try {
    await writeFile(join(workshop, 'pom.xml'), POM);
    await run(maven, ['-B', '-q', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], { cwd: workshop });
    // Moved in one step: a download that broke off never looks like a complete one.
    await rename(join(workshop, 'jars'), jars);
  } catch (cause) {
    if (!existsSync(jars)) throw new Error(`Maven could not fetch Kafka's jars. ${words(cause)}`, { cause });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return jars;
}

function words(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  const said = (stdout + stderr).split('\n').filter((line) => line.includes('ERROR'));
  return said.slice(0, 3).join(' ') || String(error);
}
