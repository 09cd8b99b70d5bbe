import { EventLogServer } from '#libs/event-log';
import { inputTopics, outputTopics, TOPICS } from '#libs/events';
import { partitionReport, type ServiceDefinition } from '#libs/runtime';
import { AlerterModule } from './alerter.module.ts';
import { Alerting } from './alerting/alerting.ts';
import { ALERTER_TRANSPORT } from './alerting/answers.controller.ts';

export { DueTimes } from './signals/due-times.ts';
export { SignalJudging } from './signals/signal-judging.ts';

const NEEDED: readonly string[] = [TOPICS.surveyAnswered, TOPICS.alertChanged, TOPICS.caseChanged];

const GROUP = 'barometer-alerter';

/** The alerter: raises alerts from survey answers and tells the world. Waits for no other service. */
export const alerterService: ServiceDefinition = {
  name: 'alerter',
  module: AlerterModule,
  topics: ({ partitions }) =>
    [...inputTopics(partitions), ...outputTopics(partitions)].filter(({ name }) => NEEDED.includes(name)),
  consumers: ({ eventLog, logger, metrics, settings, get }) => {
    const alerting = get(Alerting);
    return [
      new EventLogServer({
        transportId: ALERTER_TRANSPORT,
        eventLog,
        group: GROUP,
        topics: [TOPICS.surveyAnswered],
        maxRecords: settings.batchRecords,
        resumeAt: (topic, partition) => alerting.resumeAt(topic, partition),
        onState: partitionReport(GROUP, metrics, logger),
      }),
    ];
  },
};
