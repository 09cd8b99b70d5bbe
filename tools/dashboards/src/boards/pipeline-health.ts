import { REPLICA_LABELS } from '../../../generate/src/prometheus/whole-desk.ts';
import type { Board } from '../board.ts';
import { instance } from '../data-sources.ts';
import { numbers, timeline, type Line } from '../panels.ts';
import { JOB } from '../selector.ts';
import { thresholds } from '../units.ts';

const OF = `${JOB}, instance=~"$instance"`;
const late = () =>
  thresholds({ value: null, color: 'green' }, { value: 60, color: 'yellow' }, { value: 300, color: 'red' });
const none = () => thresholds({ value: null, color: 'green' }, { value: 1, color: 'red' });

function number(title: string, description: string, unit: string, colours: ReturnType<typeof late>, expr: string) {
  return numbers({ title, description, unit, colours, width: 6 }, { expr, legend: title });
}

function course(title: string, description: string, unit: string, ...lines: readonly Line[]) {
  return timeline({ title, description, unit, width: 12 }, ...lines);
}

const perSecond = (metric: string, by: string) => `sum by (${by}) (rate(${metric}{${OF}}[$__rate_interval]))`;
const batches = (quantile: number) =>
  `histogram_quantile(${quantile}, sum by (le) (rate(barometer_batch_seconds_bucket{${OF}}[$__rate_interval])))`;
const AGE = `time() - min by (topic) (max by (topic, partition) (barometer_projection_watermark_timestamp_seconds{${OF}}))`;
const LAG = `sum by (topic) (max by (topic, partition) (barometer_consumer_lag_records{${OF}}))`;

export const pipelineHealth: Board = {
  name: 'pipeline-health',
  title: 'Pipeline health',
  description: 'Whether events come in, are counted, and whether those who should be told are told.',
  variables: [instance()],
  rows: [
    {
      title: 'Now',
      panels: [
        number('Age of the numbers', 'How long ago the oldest partition was complete.', 's', late(), `max(${AGE})`),
        number('Records that wait', 'Appended to a topic and not yet counted.', 'short', none(), `sum(${LAG})`),
        number(
          'Partitions that stand still',
          'Partitions that nobody reads on.',
          'short',
          none(),
          `count(max by (group, topic, partition) (barometer_partition_running{${OF}}) == 0) or vector(0)`,
        ),
        number(
          'Dead letters of a day',
          'Records of the last 24 hours that could not be read.',
          'short',
          none(),
          `sum(increase(barometer_dead_letters_total{${OF}}[24h])) or vector(0)`,
        ),
      ],
    },
    {
      title: 'In',
      panels: [
        course('Events taken', 'What senders handed to the intake, by what became of it.', 'cps', {
          expr: perSecond('barometer_intake_events_total', 'topic, outcome'),
          legend: '{{topic}} {{outcome}}',
        }),
        course('Events counted', 'What was read from the topics, by what became of it.', 'cps', {
          expr: perSecond('barometer_events_total', 'topic, outcome'),
          legend: '{{topic}} {{outcome}}',
        }),
        course('Lag', 'Records that are appended and not yet counted.', 'short', { expr: LAG, legend: '{{topic}}' }),
        course('Age', 'How far the projection of a topic is behind the clock.', 's', {
          expr: AGE,
          legend: '{{topic}}',
        }),
        course(
          'Batches',
          'From taking a batch of records to its commit.',
          's',
          { expr: batches(0.5), legend: 'half of them within' },
          { expr: batches(0.99), legend: '99 % of them within' },
        ),
        course(
          'Late and corrected facts',
          'Facts that were known an hour or more after they happened, and facts taken back.',
          'cps',
          {
            expr: perSecond('barometer_late_facts_total', 'fact'),
            legend: 'late: {{fact}}',
          },
          {
            expr: perSecond('barometer_corrected_facts_total', 'fact'),
            legend: 'corrected: {{fact}}',
          },
        ),
      ],
    },
    {
      title: 'Out',
      panels: [
        course('Outbox', 'Messages that wait for their destination.', 'short', {
          expr: `max by (destination) (barometer_outbox_pending{${OF}})`,
          legend: '{{destination}}',
        }),
        course('Deliveries', 'Attempts to tell a receiver, by what became of them.', 'cps', {
          expr: perSecond('barometer_deliveries_total', 'receiver, outcome'),
          legend: '{{receiver}} {{outcome}}',
        }),
      ],
    },
    {
      title: 'Processes',
      panels: [
        course('Memory', 'Resident memory of each process.', 'bytes', {
          expr: `max by (instance) (process_resident_memory_bytes{${OF}})`,
          legend: '{{instance}}',
        }),
        course('Processor', 'Cores that each process keeps busy.', 'none', {
          expr: perSecond('process_cpu_seconds_total', 'instance'),
          legend: '{{instance}}',
        }),
        course('Event loop', 'How long work waits for its turn, 99 % of it.', 's', {
          expr: `max by (instance) (nodejs_eventloop_lag_p99_seconds{${OF}})`,
          legend: '{{instance}}',
        }),
        course('Versions', 'How many processes run which version.', 'short', {
          expr: `count by (version) (barometer_build_info{${OF}})`,
          legend: '{{version}}',
        }),
      ],
    },
    {
      title: 'Against itself',
      panels: [
        course(
          'Counters against windows',
          'By how many facts of a day the counters and the exact windows differ, and how many late or corrected ones explain. Needs a day of samples and deploy/prometheus/rules/self-check.yml.',
          'short',
          { expr: `job_fact:barometer_drift_facts:abs{${JOB}}`, legend: 'differ: {{fact}}' },
          { expr: `job_fact:barometer_drift_facts:tolerated{${JOB}}`, legend: 'tolerated: {{fact}}' },
        ),
        course('Readers', 'By how many tickets the backlogs of two readers differ.', 'short', {
          expr: `max by (job) (max without (${REPLICA_LABELS}) (barometer_backlog_tickets{${OF}}) - min without (${REPLICA_LABELS}) (barometer_backlog_tickets{${OF}}))`,
          legend: '{{job}}',
        }),
      ],
    },
  ],
};
