import type { IHeaders, KafkaMessage } from 'kafkajs';

import type { LogRecord } from '../port.ts';

/** A message of kafkajs as a record of the port. */
export function toRecord(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: headersOf(message.headers ?? {}),
  };
}

/** Kafka allows a header more than once; the last one counts. */
function headersOf(headers: IHeaders): Record<string, Uint8Array> {
  const entries = Object.entries(headers).flatMap(([name, value]) => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return last === undefined || last === null ? [] : [[name, Buffer.from(last)] as const];
  });
  return Object.fromEntries(entries);
}
