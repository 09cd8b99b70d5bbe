import { decodeEnvelope, type InputEvent } from '#libs/events';
import type { JournaledEvent } from '#libs/postgres';

/**
 * What an event of the journal says, read as it was when it came: whether it lay in the future was decided then.
 *
 * @returns `undefined` when this version cannot read it, though an earlier one could
 */
export function readJournaled({ source, id, type, body }: JournaledEvent): InputEvent | undefined {
  const decoded = decodeEnvelope(
    {
      source,
      id,
      type,
      subject: undefined,
      time: undefined,
      happenedAt: undefined,
      recordedTime: undefined,
      recordedAt: undefined,
      extensions: {},
      data: JSON.parse(body),
      dataText: body,
    },
    Infinity,
  );
  return decoded.ok ? decoded.event : undefined;
}
