import type { Dimension } from '#core/segments';
import { labelOf } from '#services/reader';
import { answerList } from '../answer-list.ts';
import { address } from '../answers-link.ts';
import type { Board } from '../board.ts';
import { database, slices, window } from '../data-sources.ts';
import { kpiBySlice, kpiNumber } from '../kpi-panels.ts';
import { kpiQuery } from '../kpi-query.ts';
import { bars, numbers, timeline } from '../panels.ts';
import { JOB } from '../selector.ts';
import { thresholds } from '../units.ts';

const SHARE = 'Promoters less detractors are the points, so this is the share of promoters less the points.';
const colours = () =>
  thresholds({ value: null, color: 'green' }, { value: 0.15, color: 'yellow' }, { value: 0.3, color: 'red' });

/** Of the same answers, so no label differs between the two. */
function shareOf(question: Parameters<typeof kpiQuery>[1]): string {
  return `${kpiQuery('recommenders', question)} - ${kpiQuery('nps', question)} / 100`;
}

function shareBy(by: Dimension) {
  const label = labelOf(by);
  const face = {
    title: `Detractors by ${by}`,
    description: SHARE,
    unit: 'percentunit',
    decimals: 1,
    colours: colours(),
    width: 8,
  };
  return bars(face, { expr: `sort_desc(${shareOf({ by })})`, legend: `{{${label}}}` });
}

export const detractors: Board = {
  name: 'detractors-and-cases',
  title: 'Detractors and cases',
  description: 'How many customers are unhappy, where, and who they are: the list leads to each of their answers.',
  variables: [
    window(),
    slices('team', 'barometer_nps_samples', 'Team'),
    slices('channel', 'barometer_nps_samples', 'Channel'),
    slices('topic', 'barometer_nps_samples', 'Topic'),
    database(),
    address(),
  ],
  rows: [
    {
      title: 'How many',
      panels: [
        numbers(
          { title: 'Detractors', description: SHARE, unit: 'percentunit', decimals: 1, colours: colours(), width: 6 },
          { expr: shareOf({}), legend: 'now' },
        ),
        kpiNumber('nps'),
        kpiNumber('csat'),
        kpiNumber('nps-recommendable'),
        timeline(
          {
            title: 'Detractors over time',
            description: SHARE,
            unit: 'percentunit',
            decimals: 1,
            colours: colours(),
            width: 12,
          },
          { expr: shareOf({}), legend: 'share of detractors' },
        ),
        timeline(
          {
            title: 'Answers that came in',
            description: 'Answers as they were applied, by scale and class. Corrections do not subtract here.',
            unit: 'short',
            width: 12,
          },
          {
            expr: `sum by (scale, class) (increase(barometer_survey_answers_total{${JOB}}[$__rate_interval]))`,
            legend: '{{scale}} {{class}}',
          },
        ),
      ],
    },
    { title: 'Where', panels: [shareBy('team'), shareBy('channel'), shareBy('topic')] },
    {
      title: 'Cases',
      panels: [kpiNumber('case-volume'), kpiNumber('case-backlog'), kpiBySlice('case-backlog', 'team', 12)],
    },
    { title: 'Who', panels: [answerList()] },
    {
      title: 'Who was told',
      panels: [
        timeline(
          {
            title: 'Deliveries',
            description: 'Attempts to tell a receiver of alerts, by what became of them.',
            unit: 'short',
            width: 12,
          },
          {
            expr: `sum by (receiver, outcome) (increase(barometer_deliveries_total{${JOB}}[$__rate_interval]))`,
            legend: '{{receiver}} {{outcome}}',
          },
        ),
        timeline(
          {
            title: 'Waiting in the outbox',
            description: 'Messages that wait for their destination.',
            unit: 'short',
            width: 12,
          },
          { expr: `max by (destination) (barometer_outbox_pending{${JOB}})`, legend: '{{destination}}' },
        ),
      ],
    },
  ],
};
