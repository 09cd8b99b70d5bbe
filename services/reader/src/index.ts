import { outputTopics } from '#libs/events';
import type { ServiceDefinition } from '#libs/runtime';
import { ReaderModule } from './reader.module.ts';

/** The reader: turns the ledger into readings, gauges and `kpi-updated`. */
export const readerService: ServiceDefinition = {
  name: 'reader',
  module: ReaderModule,
  topics: (settings) => outputTopics(settings.partitions),
};
