import { inputTopics } from '#libs/events';
import type { ServiceDefinition } from '#libs/runtime';
import { IntakeModule } from './intake.module.ts';

/** The intake: events over HTTP into the event log. It knows nothing else. */
export const intakeService: ServiceDefinition = {
  name: 'intake',
  module: IntakeModule,
  withoutDatabase: true,
  topics: ({ partitions }) => inputTopics(partitions),
};
