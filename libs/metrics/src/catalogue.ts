/**
 * Every metric that Barometer exports under a fixed name. The list is closed: dashboards, alert rules and runbooks hold
 * on to these names, so a new metric starts here. KPI gauges are named after the KPI catalogue and come from a
 * `KpiGauges` source; process metrics keep the names that Prometheus' clients agree on (`process_*`, `nodejs_*`).
 */
export interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Base unit, as it stands in the name; `events`, `records`, … are counted things. */
  readonly unit: string;
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram's buckets, in the unit. */
  readonly buckets?: readonly number[];
}

export const METRIC_CATALOGUE = {
  barometer_build_info: {
    type: 'gauge',
    unit: 'info',
    labels: ['version'],
    help: 'Always 1; the label is the version that runs.',
  },
  barometer_events_total: {
    type: 'counter',
    unit: 'events',
    labels: ['topic', 'outcome'],
    help: 'Events read from a topic, by what became of them: applied, duplicate or dead-lettered; ignored by the alerter when it cannot read them.',
  },
  barometer_intake_events_total: {
    type: 'counter',
    unit: 'events',
    labels: ['topic', 'outcome'],
    help: 'Events handed to the intake, by what became of them: accepted or rejected.',
  },
  barometer_dead_letters_total: {
    type: 'counter',
    unit: 'records',
    labels: ['topic', 'reason'],
    help: 'Records put on the dead-letter topic of their topic, by reason.',
  },
  barometer_consumer_lag_records: {
    type: 'gauge',
    unit: 'records',
    labels: ['topic', 'partition'],
    help: 'Records appended to the partition and not yet committed by the projection.',
  },
  barometer_partition_running: {
    type: 'gauge',
    unit: 'running',
    labels: ['group', 'topic', 'partition'],
    help: 'Whether the partition is read (1), or a failed batch waits for its next try or a person has to decide (0).',
  },
  barometer_batch_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['topic'],
    help: 'Time from taking a batch of records to its commit.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  barometer_projection_watermark_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: ['topic', 'partition'],
    help: 'Instant up to which the projection of the partition is complete, in seconds since 1970.',
  },
  barometer_outbox_pending: {
    type: 'gauge',
    unit: 'messages',
    labels: ['destination'],
    help: 'Messages that wait in the outbox for their destination.',
  },
  barometer_deliveries_total: {
    type: 'counter',
    unit: 'deliveries',
    labels: ['receiver', 'outcome'],
    help: 'Attempts to deliver a notification, by receiver and outcome: delivered, retried or given-up; dropped when what it is about was over before it left.',
  },
  barometer_rules_judged_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Last instant at which the alert rules about numbers were judged, in seconds since 1970; shown by the alerter that leads.',
  },
  barometer_rules_judging_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    help: 'Time that a round of judging the alert rules about numbers took.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  barometer_rule_looks_total: {
    type: 'counter',
    unit: 'looks',
    labels: ['again'],
    help: 'Instants at which the alert rules about numbers were judged; again: whether the past had changed and was looked at once more.',
  },
  barometer_rule_segments: {
    type: 'gauge',
    unit: 'segments',
    labels: ['rule'],
    help: 'Segments that the alert rule was judged for when it last was.',
  },
  barometer_rule_firing_alerts: {
    type: 'gauge',
    unit: 'alerts',
    labels: ['rule'],
    help: 'Alerts of the rule about numbers that fire now.',
  },
  barometer_survey_answers_total: {
    type: 'counter',
    unit: 'answers',
    labels: ['scale', 'class'],
    help: 'Survey answers applied, by scale and class: satisfied, neutral or dissatisfied. Corrections do not subtract.',
  },
  barometer_tickets_total: {
    type: 'counter',
    unit: 'facts',
    labels: ['fact'],
    help: 'Ticket facts applied: opened, resolved, closed and so on. Corrections do not subtract.',
  },
  barometer_cases_total: {
    type: 'counter',
    unit: 'facts',
    labels: ['fact'],
    help: 'Case facts applied: case-opened, case-contacted, case-recovered and so on. Corrections do not subtract.',
  },
  barometer_late_facts_total: {
    type: 'counter',
    unit: 'facts',
    labels: ['fact'],
    help: 'Facts applied that had happened more than an hour before they became known.',
  },
  barometer_corrected_facts_total: {
    type: 'counter',
    unit: 'facts',
    labels: ['fact'],
    help: 'Facts taken back: by a correction, a withdrawal or a reopening.',
  },
} as const satisfies Record<string, MetricEntry>;

export type MetricName = keyof typeof METRIC_CATALOGUE;

type NamesOf<T extends MetricEntry['type']> = {
  [N in MetricName]: (typeof METRIC_CATALOGUE)[N]['type'] extends T ? N : never;
}[MetricName];

export type CounterName = NamesOf<'counter'>;
export type GaugeName = NamesOf<'gauge'>;
export type HistogramName = NamesOf<'histogram'>;

/** The labels that the catalogue gives a metric: all of them, no other. */
export type LabelsOf<N extends MetricName> = Readonly<Record<(typeof METRIC_CATALOGUE)[N]['labels'][number], string>>;
