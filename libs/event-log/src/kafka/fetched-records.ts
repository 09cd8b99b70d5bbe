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
  const bytes: Record<string, Uint8Array> = {};
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    // kafkajs gives bytes, whatever its types say; copying them would cost more than all else that is done here.
    if (last !== undefined && last !== null) bytes[name] = typeof last === 'string' ? Buffer.from(last) : last;
  }
  return bytes;
}
