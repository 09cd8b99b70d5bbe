import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '#libs/config';
import { METRIC_CATALOGUE } from '#libs/metrics';
import { deploymentsOf, filesOf, readKustomization, readManifests, type Manifest } from './manifests.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');
const FOLDER = join(CHECKOUT, 'deploy/kubernetes');
const manifests = readManifests(FOLDER);
const kustomization = readKustomization(FOLDER);
const deployments = deploymentsOf(manifests);
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);

type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

const podLabels = deployments.map(({ spec }) => spec.template.metadata.labels);
const has = (labels: Labels, wanted: Labels = {}) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);
const selects = ({ matchLabels, matchExpressions = [] }: Selector) =>
  podLabels.filter(
    (labels) =>
      has(labels, matchLabels) && matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
  );

describe('deploy/kubernetes', () => {
  it('applies every file that is there', () => {
    expect([...kustomization.resources].sort()).toEqual([...filesOf(FOLDER)].sort());
    const monitoring = join(FOLDER, 'monitoring');
    expect(readKustomization(monitoring).resources).toEqual(filesOf(monitoring));
  });

  it('runs each service in a deployment of its own, from the image that is named in one place', () => {
    const started = deployments.map(({ spec }) => spec.template.spec.containers[0]);
    const commands = started.map(({ args }) => args.join(' '));
    expect(new Set(commands)).toEqual(
      new Set(['alerter', 'intake', 'projector', 'reader'].map((name) => `start ${name}`)),
    );
    expect(new Set(started.map(({ image }) => image))).toEqual(new Set(kustomization.images.map(({ name }) => name)));
  });

  it.each(deployments.map((each) => [each.metadata.name, each] as const))(
    'starts %s with settings that it takes',
    (_, of) => {
      const { containers, terminationGracePeriodSeconds, volumes } = of.spec.template.spec;
      const [{ env, volumeMounts }] = containers;
      const literals = kustomization.configMapGenerator.flatMap((map) => map.literals);
      const given = Object.fromEntries([
        ...literals.map((literal) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)]),
        ...env.filter(({ name }) => !name.endsWith('_FILE')).map(({ name, value }) => [name, value]),
      ]) as Record<string, string>;
      const { settings } = loadSettings(given, CHECKOUT);
      expect(settings.http).toMatchObject({ host: '0.0.0.0', port: containers[0].ports[0]?.containerPort });
      expect(terminationGracePeriodSeconds).toBeGreaterThan(settings.shutdownSeconds);
      expect(volumeMounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
      for (const { name, value } of env.filter((each) => each.name.endsWith('_FILE'))) {
        const mounted = volumeMounts.some(({ mountPath }) => value.startsWith(`${mountPath}/`));
        expect(mounted, `${name} is in no folder that is mounted`).toBe(true);
      }
    },
  );

  it('asks the probes that docs/operate/probes.md describes', () => {
    const page = readFileSync(join(CHECKOUT, 'docs/operate/probes.md'), 'utf8');
    for (const { spec } of deployments) {
      const [{ startupProbe, readinessProbe, livenessProbe, ports }] = spec.template.spec.containers;
      const asked = [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet);
      expect(asked.map(({ path }) => path)).toEqual(['/health/startup', '/health/ready', '/health/live']);
      for (const { path, port } of asked) {
        expect(page).toContain(`\`${path}\``);
        expect(ports.map(({ name }) => name)).toContain(port);
      }
    }
  });

  it('has no selector that selects nothing', () => {
    for (const { spec, metadata } of deployments) {
      expect(selects(spec.selector), metadata.name).toEqual([spec.template.metadata.labels]);
    }
    const bySelector = (kind: string, selectorOf: (spec: never) => Selector) =>
      ofKind(kind).map(({ metadata, spec }) => [metadata.name, selects(selectorOf(spec as never)).length]);
    expect(bySelector('PodDisruptionBudget', ({ selector }: { selector: Selector }) => selector)).toEqual(one());
    expect(bySelector('Service', ({ selector }: { selector: Labels }) => ({ matchLabels: selector }))).toEqual(one());
    expect(bySelector('NetworkPolicy', ({ podSelector }: { podSelector: Selector }) => podSelector)).toEqual([
      ['barometer-stores', 4],
      ['barometer-database', 3],
      ['barometer-clients', 3],
      ['barometer-receivers', 1],
    ]);
  });

  it('scales the projectors by their lag, as far as there are partitions', () => {
    const [{ spec } = {} as Manifest] = ofKind('HorizontalPodAutoscaler');
    const scaler = spec as {
      scaleTargetRef: { name: string };
      maxReplicas: number;
      metrics: readonly { external: { metric: { name: string } } }[];
    };
    const target = deployments.find(({ metadata }) => metadata.name === scaler.scaleTargetRef.name);
    expect(target?.spec['replicas'], 'a fixed number would fight the autoscaler at every apply').toBeUndefined();
    expect(Object.keys(METRIC_CATALOGUE)).toContain(scaler.metrics[0]?.external.metric.name);
    const literals = kustomization.configMapGenerator.flatMap((map) => map.literals);
    expect(literals).toContain(`BAROMETER_PARTITIONS=${scaler.maxReplicas}`);
  });

  it('is scraped under the job that the alerts name', () => {
    const monitor = readManifests(join(FOLDER, 'monitoring'))[0] as Manifest;
    const { jobLabel, selector, endpoints } = monitor.spec as {
      jobLabel: string;
      selector: { matchLabels: Labels };
      endpoints: readonly { port: string; path: string }[];
    };
    const found = ofKind('Service').filter(({ metadata }) => has(metadata.labels ?? {}, selector.matchLabels));
    expect(found.map(({ metadata }) => metadata.labels?.[jobLabel])).toEqual(deployments.map(() => 'barometer'));
    for (const { spec } of found) {
      expect((spec as { ports: { name: string }[] }).ports.map(({ name }) => name)).toContain(endpoints[0]?.port);
    }
  });
});

const one = () => [...deployments].map(({ metadata }) => [metadata.name, 1]);
