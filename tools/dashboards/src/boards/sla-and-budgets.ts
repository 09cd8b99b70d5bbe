import type { Board } from '../board.ts';
import { slices, window } from '../data-sources.ts';
import { kpiBySlice, kpiNumber, kpiTrend, samplesBySlice } from '../kpi-panels.ts';
import { numbers, timeline } from '../panels.ts';
import { JOB } from '../selector.ts';
import { thresholds } from '../units.ts';

const burning = () =>
  thresholds(
    { value: null, color: 'green' },
    { value: 1, color: 'yellow' },
    { value: 3, color: 'orange' },
    { value: 6, color: 'red' },
  );
const remaining = () =>
  thresholds({ value: null, color: 'red' }, { value: 0, color: 'orange' }, { value: 0.5, color: 'green' });

const BURN =
  'How many times as fast as allowed what may go wrong is used up: 1 uses 30 days in 30 days. From deploy/prometheus/rules/budgets.yml.';
const LEFT =
  'What is left of what may go wrong in 30 days; below zero more has gone wrong. From deploy/prometheus/rules/budgets.yml.';

function left(title: string, budget: string) {
  const face = { title, description: LEFT, unit: 'percentunit', decimals: 1, colours: remaining(), width: 6 };
  return numbers(face, {
    expr: `max by (job) (barometer:${budget}:remaining_ratio{${JOB}})`,
    legend: 'left of 30 days',
  });
}

function burn(title: string, budget: string) {
  const face = { title, description: BURN, unit: 'none', decimals: 1, colours: burning(), width: 12 };
  return timeline(face, { expr: `max by (window) (barometer:${budget}:burn_rate{${JOB}})`, legend: '{{window}}' });
}

export const slaAndBudgets: Board = {
  name: 'sla-and-budgets',
  title: 'SLA and budgets',
  description: 'Whether tickets keep their service level, and how fast the error budgets of SLA and detractors burn.',
  variables: [
    window(),
    slices('team', 'barometer_sla_compliance_samples', 'Team'),
    slices('priority', 'barometer_sla_compliance_samples', 'Priority'),
    slices('service', 'barometer_sla_compliance_samples', 'Service'),
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        kpiNumber('sla-compliance'),
        left('SLA budget', 'sla_budget'),
        left('Detractor budget', 'detractor_budget'),
        kpiNumber('backlog'),
      ],
    },
    {
      title: 'Burn rates',
      panels: [burn('SLA burn rate', 'sla_budget'), burn('Detractor burn rate', 'detractor_budget')],
    },
    {
      title: 'Where',
      panels: [
        kpiBySlice('sla-compliance', 'team'),
        kpiBySlice('sla-compliance', 'priority'),
        samplesBySlice('sla-compliance', 'priority'),
        kpiBySlice('resolution-time', 'priority'),
        kpiBySlice('first-response-time', 'priority'),
        kpiBySlice('sla-compliance', 'service'),
      ],
    },
    { title: 'Over time', panels: [kpiTrend('sla-compliance'), kpiTrend('resolution-time')] },
  ],
};
