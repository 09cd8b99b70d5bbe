/** The topics of the contract. Names may gain a prefix of the installation; see libs/event-log. */
export const TOPICS = {
  surveyAnswered: 'survey-answered',
  ticketState: 'ticket-state',
  kpiUpdated: 'kpi-updated',
  alertChanged: 'alert-changed',
  caseChanged: 'case-changed',
} as const;

export type InputTopic = typeof TOPICS.surveyAnswered | typeof TOPICS.ticketState | typeof TOPICS.caseChanged;

/** What the projector reads. `case-changed` is the alerter's, and read again: how long loops take to close is a KPI. */
export const INPUT_TOPICS: readonly InputTopic[] = [TOPICS.surveyAnswered, TOPICS.ticketState, TOPICS.caseChanged];

/** The input topics that the intake, or any other system, writes to. */
export const SENT_TOPICS: readonly InputTopic[] = [TOPICS.surveyAnswered, TOPICS.ticketState];

/** Where the records of an input topic go that cannot be read. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dead-letter`;
}

/** How a topic is created. The shape that `EventLog.ensureTopics` takes. */
export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly compacted?: boolean;
}

export const DEFAULT_PARTITIONS = 6;

/** Dead letters are few and read by people: one partition keeps them in one order. */
const DEAD_LETTER_PARTITIONS = 1;

/** Every input topic, each with its dead letters. */
export function inputTopics(partitions = DEFAULT_PARTITIONS): readonly TopicPlan[] {
  return INPUT_TOPICS.flatMap((name) => [
    { name, partitions },
    { name: deadLetterTopic(name), partitions: DEAD_LETTER_PARTITIONS },
  ]);
}

/** Every topic that only Barometer writes to and that is no input topic. `kpi-updated` keeps the last reading of each key only. */
export function outputTopics(partitions = DEFAULT_PARTITIONS): readonly TopicPlan[] {
  return [
    { name: TOPICS.kpiUpdated, partitions, compacted: true },
    { name: TOPICS.alertChanged, partitions },
  ];
}
