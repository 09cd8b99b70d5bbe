import type { z } from 'zod';
import { deadLetterTopic, INPUT_TOPICS, inputTopics, outputTopics, TOPICS, type TopicPlan } from '../topics.ts';
import { jsonSchemaOf, type JsonSchema } from '../json-schema.ts';
import { OUTPUT_TYPES } from '../output/output-types.ts';
import { INPUT_TYPES } from '../reading/input-types.ts';
import { attributeSchemas } from './event-schema.ts';
import type { GoldenMessage } from './golden.ts';

const KEYS: Readonly<Record<string, string>> = {
  [TOPICS.surveyAnswered]: 'The `responseId`: the events of one response share a partition.',
  [TOPICS.ticketState]: 'The `ticketId`: the events of one ticket share a partition.',
  [TOPICS.kpiUpdated]: 'JSON of KPI, window and the pairs of the segment: compaction keeps the last reading of each.',
  [TOPICS.alertChanged]: 'The `alertId`: the changes of one alert are in order.',
  [TOPICS.caseChanged]: 'The `caseId`: the changes of one case are in order.',
};

const DESCRIPTION = `Events are CloudEvents 1.0 over Kafka. Barometer reads both modes: binary (attributes in \`ce_*\` headers, data as
the value) and structured (\`content-type: application/cloudevents+json\`); it writes binary mode. Two events with the same
\`source\` and \`id\` are one. Delivery is at least once, possibly out of order, possibly late: whatever the order, the
readings come out the same.`;

interface EventType {
  readonly type: string;
  readonly topic: string;
  readonly summary: string;
  readonly schema: z.ZodType;
}

/** What is written and read again stands among both. */
const EVENT_TYPES: readonly EventType[] = [
  ...INPUT_TYPES,
  ...Object.values<EventType>(OUTPUT_TYPES).filter(({ type }) => !INPUT_TYPES.some((input) => input.type === type)),
];

/** The AsyncAPI 3.0 document of all topics. The golden messages in binary mode are its examples. */
export function buildAsyncApi(version: string, golden: readonly GoldenMessage[]): object {
  const topics = [...inputTopics(), ...outputTopics()];
  return {
    asyncapi: '3.0.0',
    info: { title: 'Barometer', version, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channelOf(topic)])),
    operations: Object.fromEntries(topics.flatMap(operationsOf)),
    components: {
      messages: {
        ...Object.fromEntries(EVENT_TYPES.map((type) => [type.type, messageOf(type, golden)])),
        deadLetter: deadLetterMessage,
      },
      schemas: Object.fromEntries(EVENT_TYPES.map(({ type, schema }) => [type, jsonSchemaOf(schema, 'draft-7')])),
    },
  };
}

const isDeadLetter = ({ name }: TopicPlan) => INPUT_TOPICS.some((topic) => deadLetterTopic(topic) === name);

function messageNames(topic: TopicPlan): readonly string[] {
  if (isDeadLetter(topic)) return ['deadLetter'];
  return EVENT_TYPES.filter((type) => type.topic === topic.name).map(({ type }) => type);
}

function channelOf(topic: TopicPlan) {
  const { name, partitions, compacted = false } = topic;
  const messages = messageNames(topic).map((type) => [type, { $ref: `#/components/messages/${type}` }]);
  return {
    address: name,
    description: isDeadLetter(topic)
      ? 'Records that could not be read: the original key, headers and bytes, with the reason in `dl_*` headers.'
      : `Record key: ${KEYS[name] ?? ''}`,
    messages: Object.fromEntries(messages) as object,
    bindings: {
      kafka: {
        topic: name,
        partitions,
        topicConfiguration: { 'cleanup.policy': [compacted ? 'compact' : 'delete'] },
        bindingVersion: '0.5.0',
      },
    },
  };
}

const isRead = (topic: TopicPlan) => INPUT_TOPICS.some((name) => name === topic.name);

const isWritten = (topic: TopicPlan) => Object.values(OUTPUT_TYPES).some(({ topic: name }) => name === topic.name);

/** A topic that is neither read nor one of an output type holds dead letters: Barometer writes those, too. */
function operationsOf(topic: TopicPlan): (readonly [name: string, operation: object])[] {
  const channel = { $ref: `#/channels/${topic.name}` };
  const read = [`read-${topic.name}`, { action: 'receive', channel }] as const;
  const write = [`write-${topic.name}`, { action: 'send', channel }] as const;
  if (!isRead(topic)) return [write];
  return isWritten(topic) ? [read, write] : [read];
}

function messageOf({ type, topic, summary }: EventType, golden: readonly GoldenMessage[]) {
  return {
    name: type,
    summary,
    contentType: 'application/json',
    headers: headersSchema(type),
    payload: { $ref: `#/components/schemas/${type}` },
    bindings: { kafka: { key: { type: 'string', description: KEYS[topic] ?? '' }, bindingVersion: '0.5.0' } },
    examples: golden
      .filter(({ name, event }) => event.type === type && name.endsWith('.binary'))
      .map(({ name, describes, record }) => ({
        name: name.replace('.binary', ''),
        summary: describes,
        headers: record.headers,
        payload: record.value,
      })),
  };
}

function headersSchema(type: string): JsonSchema {
  const { properties, required } = attributeSchemas(type);
  const headers = Object.entries(properties).map(([name, schema]) => [`ce_${name}`, schema]);
  return { type: 'object', properties: Object.fromEntries(headers), required: required.map((name) => `ce_${name}`) };
}

const deadLetterMessage = {
  name: 'deadLetter',
  summary: 'A record that could not be read.',
  headers: {
    type: 'object',
    properties: {
      dl_reason: { type: 'string', description: 'One word of a closed list.' },
      dl_error: { type: 'string', description: 'What is wrong, where, and what would be right.' },
      dl_topic: { type: 'string' },
      dl_partition: { type: 'string' },
      dl_offset: { type: 'string' },
      dl_truncated: { type: 'string', description: 'How many bytes the value had, where it did not fit whole.' },
    },
    required: ['dl_reason', 'dl_error', 'dl_topic', 'dl_partition', 'dl_offset'],
  },
  payload: { description: 'The original bytes.' },
};
