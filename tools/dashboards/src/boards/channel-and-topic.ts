import type { Dimension } from '#core/segments';
import { slices, window } from '../data-sources.ts';
import { address } from '../answers-link.ts';
import type { Board } from '../board.ts';
import { changeBySlice, kpiBySlice, samplesBySlice, sliceTrend } from '../kpi-panels.ts';

const panelsBy = (by: Dimension) => [
  kpiBySlice('csat', by),
  kpiBySlice('nps', by),
  samplesBySlice('nps', by),
  changeBySlice('nps', by),
  kpiBySlice('ticket-volume', by),
  changeBySlice('ticket-volume', by),
  kpiBySlice('resolution-time', by),
  kpiBySlice('sla-compliance', by),
  kpiBySlice('backlog', by),
];

export const channelAndTopic: Board = {
  name: 'channel-and-topic',
  title: 'Channel and topic',
  description: 'Where tickets come from, what they are about, and how content people are with each.',
  variables: [
    window(),
    slices('channel', 'barometer_ticket_volume_tickets', 'Channel'),
    slices('topic', 'barometer_ticket_volume_tickets', 'Topic'),
    slices('service', 'barometer_ticket_volume_tickets', 'Service'),
    address(),
  ],
  rows: [
    { title: 'Channels', panels: panelsBy('channel') },
    { title: 'Topics', panels: panelsBy('topic') },
    { title: 'Services', panels: panelsBy('service') },
    { title: 'Over time', panels: [sliceTrend('ticket-volume', 'topic'), sliceTrend('csat', 'channel')] },
  ],
};
