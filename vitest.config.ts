import { defineConfig } from 'vitest/config';

/**
 * One project per kind of test, chosen by the file's name. `npm test` runs what needs only Node (PostgreSQL comes
 * embedded); `npm run test:platform` runs what needs a real Kafka broker or Prometheus' own tools.
 */
const kind = (name: string, options: { seconds: number; serial?: boolean; globalSetup?: string }) => ({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    name,
    include: [`{libs,services,tools,test}/**/*.${name}.spec.ts`],
    environment: 'node' as const,
    testTimeout: options.seconds * 1000,
    hookTimeout: 120_000,
    fileParallelism: !(options.serial ?? false),
    ...(options.globalSetup === undefined ? {} : { globalSetup: options.globalSetup }),
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      kind('unit', { seconds: 10 }),
      kind('property', { seconds: 120 }),
      kind('contract', { seconds: 60 }),
      kind('int', { seconds: 120 }),
      kind('e2e', { seconds: 300, serial: true }),
      kind('kafka', { seconds: 300, serial: true, globalSetup: './tools/kafka/src/vitest-broker.ts' }),
      kind('prometheus', { seconds: 120, serial: true }),
    ],
  },
});
