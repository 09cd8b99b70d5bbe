import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import {
  METRIC_CATALOGUE,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricEntry,
} from './catalogue.ts';
import type { KpiGauges, MetricFamily } from './families.ts';
import { renderFamilies, type ExpositionFormat } from './exposition.ts';

export interface MetricsOptions {
  /** Whether to export the standard `process_*` and `nodejs_*` metrics too. Default true. */
  readonly process?: boolean;
}

/** The process' metrics. Names and labels come from the catalogue; an unknown one does not compile. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #sources: KpiGauges[] = [];

  constructor(options: MetricsOptions = {}) {
    for (const [name, entry] of Object.entries<MetricEntry>(METRIC_CATALOGUE)) this.#create(name, entry);
    if (options.process ?? true) this.#collectProcessMetrics();
  }

  counter<N extends CounterName>(name: N): { add(labels: LabelsOf<N>, amount?: number): void } {
    const counter = known(this.#counters, name);
    return { add: (labels, amount = 1) => counter.inc(labels, amount) };
  }

  gauge<N extends GaugeName>(
    name: N,
  ): { set(labels: LabelsOf<N>, value: number): void; remove(labels: LabelsOf<N>): void } {
    const gauge = known(this.#gauges, name);
    return { set: (labels, value) => gauge.set(labels, value), remove: (labels) => gauge.remove(labels) };
  }

  histogram<N extends HistogramName>(name: N): { observe(labels: LabelsOf<N>, value: number): void } {
    const histogram = known(this.#histograms, name);
    return { observe: (labels, value) => histogram.observe(labels, value) };
  }

  /** Adds a source of gauges that is asked at every scrape. */
  addGauges(source: KpiGauges): void {
    this.#sources.push(source);
  }

  /**
   * The page of `/metrics`, in pieces: between two pieces other work gets its turn, so that a large page does not hold
   * up the process. `format` is by default the text format 0.0.4.
   */
  async *render(format: ExpositionFormat = 'text'): AsyncGenerator<string> {
    yield* renderFamilies(await this.#families(), format);
  }

  async #families(): Promise<MetricFamily[]> {
    const own = (await this.#registry.getMetricsAsJSON()) as unknown as readonly RegistryFamily[];
    const gauges = await Promise.all(this.#sources.map(async (source) => source()));
    return [
      ...own.map(({ name, type, help, values }) => ({ name, type, help, samples: values.map(toSample) })),
      ...gauges.flatMap((families) => [...families]).map((family) => ({ ...family, type: 'gauge' as const })),
    ];
  }

  #create(name: string, { type, labels, help, buckets }: MetricEntry): void {
    const settings = { name, help, labelNames: [...labels], registers: [this.#registry] };
    if (type === 'counter') this.#counters.set(name, new Counter(settings));
    else if (type === 'gauge') this.#gauges.set(name, new Gauge(settings));
    else this.#histograms.set(name, new Histogram({ ...settings, ...(buckets && { buckets: [...buckets] }) }));
  }

  #collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#registry });
    // Three of prom-client's gauges end in `_total`, which is for counters only; promtool refuses the page with them.
    for (const name of ['handles', 'requests', 'resources']) {
      this.#registry.removeSingleMetric(`nodejs_active_${name}_total`);
    }
  }
}

/** What prom-client gives for a metric; its own types leave out `metricName`. */
interface RegistryFamily {
  readonly name: string;
  readonly type: MetricFamily['type'];
  readonly help: string;
  readonly values: readonly {
    readonly metricName?: string;
    readonly labels: Record<string, string | number>;
    readonly value: number;
  }[];
}

function toSample({ metricName, labels, value }: RegistryFamily['values'][number]) {
  return metricName === undefined ? { labels, value } : { name: metricName, labels, value };
}

function known<T>(metrics: ReadonlyMap<string, T>, name: string): T {
  const metric = metrics.get(name);
  if (metric === undefined)
    throw new RangeError(`no metric is called "${name}": add it to libs/metrics/src/catalogue.ts`);
  return metric;
}
