import { deadLetterTopic, INPUT_TOPICS } from '#libs/events';
import { scanTopic, textOf } from '../oracle/scan-topic.ts';
import { verdict, type Check } from './check.ts';

/** A crash may repeat a dead letter, with the same place of origin and the same bytes; it may not lose or invent one. */
export const deadLettersCheck: Check = {
  name: 'dead letters are exactly the malformed records, byte for byte',
  async run({ installation, input }) {
    const failures: string[] = [];
    const found = new Set<string>();
    let letters = 0;
    for (const topic of INPUT_TOPICS) {
      await scanTopic(installation.log, deadLetterTopic(topic), ({ key, value, headers }) => {
        letters += 1;
        const [from, partition, offset] = ['dl_topic', 'dl_partition', 'dl_offset'].map((name) =>
          textOf(headers[name]),
        );
        const place = `${from}/${partition}/${offset}`;
        found.add(place);
        const original = input.malformed.get(place);
        if (original === undefined) failures.push(`${place} is a dead letter and was not malformed`);
        else if (!isSame(original.value, value) || !isSame(original.key, key))
          failures.push(`${place} has lost its bytes`);
      });
    }
    for (const place of input.malformed.keys()) if (!found.has(place)) failures.push(`${place} has no dead letter`);
    return verdict(`${found.size} malformed records, ${letters - found.size} letters repeated`, failures);
  },
};

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : Buffer.compare(one, other) === 0;
}
