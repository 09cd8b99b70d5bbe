import { outputTopics } from '#libs/events';
import type { ServiceDefinition } from '#libs/runtime';
import { ReaderModule } from './reader.module.ts';

export { kpiGauges, labelOf } from './live/kpi-gauges.ts';
export { ReaderLoop } from './live/reader-loop.ts';
export { LiveReadings } from './live/live-readings.ts';
export { PaneMerger } from './panes/pane-merger.ts';
export type { Question } from './readings/question.ts';
export { ReadingDesk } from './readings/reading-desk.ts';

/** The reader: turns the ledger into readings, gauges and `kpi-updated`. */
export const readerService: ServiceDefinition = {
  name: 'reader',
  module: ReaderModule,
  topics: (settings) => outputTopics(settings.partitions),
};
