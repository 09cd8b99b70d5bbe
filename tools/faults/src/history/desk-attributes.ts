import type { Attributes } from '#core/segments';
import { Chance } from '../../../../services/barometer/src/simulate/chance.ts';

const DESK = 3;
const CORNERS = 60;

const numbered = (word: string, count: number) => Array.from({ length: count }, (_, i) => `${word}-${i + 1}`);

/** The corners of the desk from which events come: the same in every campaign. Any combination would be no desk at all. */
const DESK_CORNERS: readonly Attributes[] = Array.from({ length: CORNERS }, (_, corner) => {
  const chance = new Chance(DESK, corner);
  return {
    team: chance.pick(numbered('team', 6)),
    channel: chance.pick(numbered('channel', 4)),
    service: chance.pick(numbered('service', 5)),
    ...(chance.happens(0.8) ? { topic: chance.pick(numbered('topic', 6)) } : {}),
    ...(chance.happens(0.5) ? { agent: chance.pick(numbered('agent', 20)) } : {}),
  };
});

/** @param team instead of the usual one */
export function ratedAttributes(chance: Chance, team: string | undefined): Attributes {
  const attributes = chance.pick(DESK_CORNERS);
  return team === undefined ? attributes : { ...attributes, team };
}
