/** One metric with all its series, as it stands at a scrape. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly help: string;
  readonly samples: Iterable<Sample>;
}

export interface Sample {
  /** Set where the series' name differs from the family's: `…_bucket`, `…_sum`, `…_count`. */
  readonly name?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** When it was so, in seconds since 1970; for an export of the past. At a scrape there is none: it is so now. */
  readonly timestamp?: number;
}

/** A gauge whose series are made anew at each scrape. */
export interface GaugeFamily {
  readonly name: string;
  readonly help: string;
  readonly samples: Iterable<Omit<Sample, 'name'>>;
}

/**
 * Gives the gauges of the KPIs as they stand now; called at every scrape. A segment that has ended is simply not there
 * any more, so Prometheus marks its series stale at once; a stored gauge would show its last value for ever.
 */
export type KpiGauges = () => Iterable<GaugeFamily> | Promise<Iterable<GaugeFamily>>;
