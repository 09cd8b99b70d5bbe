import { slices, window } from '../data-sources.ts';
import { address } from '../answers-link.ts';
import type { Board } from '../board.ts';
import { changeBySlice, kpiBySlice, samplesBySlice, sliceTrend } from '../kpi-panels.ts';

export const journeyStage: Board = {
  name: 'journey-stage',
  title: 'Journey stage',
  description: 'What customers say at each stage of their journey, as their surveys name it in "journeyStage".',
  variables: [
    window(),
    slices('journeyStage', 'barometer_nps_samples', 'Stage'),
    slices('segment', 'barometer_nps_samples', 'Customer segment'),
    address(),
  ],
  rows: [
    {
      title: 'Stages',
      panels: [
        kpiBySlice('nps', 'journeyStage'),
        kpiBySlice('csat', 'journeyStage'),
        samplesBySlice('nps', 'journeyStage'),
        kpiBySlice('effortless', 'journeyStage'),
        kpiBySlice('ces-ease-1-7', 'journeyStage'),
        kpiBySlice('comment-rate', 'journeyStage'),
        changeBySlice('nps', 'journeyStage'),
        changeBySlice('csat', 'journeyStage'),
        kpiBySlice('recommenders', 'journeyStage'),
      ],
    },
    { title: 'Over time', panels: [sliceTrend('nps', 'journeyStage'), sliceTrend('csat', 'journeyStage')] },
    {
      title: 'Kinds of customers',
      panels: [kpiBySlice('nps', 'segment'), kpiBySlice('csat', 'segment'), samplesBySlice('nps', 'segment')],
    },
  ],
};
