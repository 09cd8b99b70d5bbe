import { window } from '../data-sources.ts';
import type { Board } from '../board.ts';
import { kpiNumber, kpiTrend } from '../kpi-panels.ts';

export const overview: Board = {
  name: 'overview',
  title: 'Overview',
  description: 'Every KPI of the whole desk: now, in the window before, over time, and what it rests on.',
  variables: [window()],
  rows: [
    {
      title: 'What customers say',
      panels: [kpiNumber('nps'), kpiNumber('csat'), kpiNumber('effortless'), kpiNumber('comment-rate')],
    },
    {
      title: 'What the desk does',
      panels: [
        kpiNumber('ticket-volume'),
        kpiNumber('backlog'),
        kpiNumber('throughput'),
        kpiNumber('sla-compliance'),
        kpiNumber('first-response-time'),
        kpiNumber('resolution-time'),
        kpiNumber('first-contact-resolution'),
        kpiNumber('reopen-rate'),
        kpiNumber('time-to-close'),
        kpiNumber('closed-resolution-time'),
        kpiNumber('reassignment'),
      ],
    },
    {
      title: 'Over time',
      panels: [
        kpiTrend('nps'),
        kpiTrend('csat'),
        kpiTrend('sla-compliance'),
        kpiTrend('resolution-time'),
        kpiTrend('first-response-time'),
        kpiTrend('backlog'),
      ],
    },
    {
      title: 'Other readings of the same answers',
      panels: [
        kpiNumber('nps-recommendable'),
        kpiNumber('recommenders'),
        kpiNumber('csat-mean-1-5'),
        kpiNumber('ces-ease-1-7'),
      ],
    },
  ],
};
