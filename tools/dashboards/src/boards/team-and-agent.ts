import { slices, window } from '../data-sources.ts';
import { address } from '../answers-link.ts';
import type { Board } from '../board.ts';
import { changeBySlice, kpiBySlice, samplesBySlice, sliceTrend } from '../kpi-panels.ts';

export const teamAndAgent: Board = {
  name: 'team-and-agent',
  title: 'Team and agent',
  description:
    'The same KPIs by who held the ticket. Of an agent with fewer than five answers nothing is shown: it would tell of persons, not of work.',
  variables: [
    window(),
    slices('team', 'barometer_ticket_volume_tickets', 'Team'),
    slices('agent', 'barometer_throughput_tickets_per_day', 'Agent'),
    address(),
  ],
  rows: [
    {
      title: 'Teams',
      panels: [
        kpiBySlice('csat', 'team'),
        kpiBySlice('nps', 'team'),
        samplesBySlice('nps', 'team'),
        changeBySlice('csat', 'team'),
        kpiBySlice('sla-compliance', 'team'),
        kpiBySlice('resolution-time', 'team'),
        kpiBySlice('first-response-time', 'team'),
        kpiBySlice('first-contact-resolution', 'team'),
        kpiBySlice('reopen-rate', 'team'),
        kpiBySlice('backlog', 'team'),
        kpiBySlice('throughput', 'team'),
        kpiBySlice('reassignment', 'team'),
      ],
    },
    { title: 'Teams over time', panels: [sliceTrend('csat', 'team'), sliceTrend('backlog', 'team')] },
    {
      title: 'Agents',
      panels: [
        kpiBySlice('throughput', 'agent'),
        kpiBySlice('csat', 'agent'),
        samplesBySlice('csat', 'agent'),
        kpiBySlice('nps', 'agent'),
        kpiBySlice('resolution-time', 'agent'),
        kpiBySlice('first-contact-resolution', 'agent'),
      ],
    },
  ],
};
