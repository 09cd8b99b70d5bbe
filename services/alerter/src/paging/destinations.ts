import type { PagingPolicy } from '#core/alerts';
import type { Receiver } from '../delivery/receiver.ts';

/**
 * Where the pages of each receiver of a policy go. A receiver that is called after a tool (`slack`, `email`) is that tool;
 * the receiver `default` is every tool that no other one is called after.
 */
export function pagedDestinations(
  { receivers: named }: PagingPolicy,
  receivers: readonly Receiver[],
): ReadonlyMap<string, readonly string[]> {
  const paged = receivers.filter(({ hears }) => hears === 'pages').map(({ destination }) => destination);
  const toolOf = (destination: string) => destination.slice(0, destination.indexOf(':'));
  const names = named.map(({ name }) => name);
  const others = paged.filter((destination) => !names.includes(toolOf(destination)));
  return new Map(
    names.map((name) => [
      name,
      name === 'default' ? others : paged.filter((destination) => toolOf(destination) === name),
    ]),
  );
}
