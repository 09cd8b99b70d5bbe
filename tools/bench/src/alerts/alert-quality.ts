import { writeFile } from 'node:fs/promises';
import type { Benchmark } from '../measurements.ts';
import { delayLines, falsePageLines, powerLines, volumeLines } from './quality-lines.ts';
import { qualityPicture } from './quality-picture.ts';
import { simulateRates } from './rate-simulation.ts';
import { simulateVolumes } from './volume-simulation.ts';

const PICTURE = 'docs/pictures/alert-quality.svg';

/** The same seed gives the same figures on every machine: they are quoted in docs/alert-quality.md. */
const SEED = 20_261_122;

/** False pages and power of the shipped rules, by simulation. */
export const alertQuality: Benchmark = {
  name: 'alerts',
  about: `false pages, power and delay of the shipped alert rules, by simulation; drawn to ${PICTURE}`,
  async run({ quick, say }) {
    const [years, falls, spikes] = quick ? [30, 150, 40] : [300, 2_000, 400];
    say(`simulating ${years} years and ${falls} falls for each number of answers`);
    const sizes = simulateRates(SEED, { years, falls });
    say(`simulating ${years / 10} years and ${spikes} spikes for each volume`);
    const volumes = simulateVolumes(SEED, { years: years / 10, spikes });
    // A quick look must not change a picture that the documents show.
    if (!quick) await writeFile(PICTURE, qualityPicture(sizes, volumes));
    return [...falsePageLines(sizes), ...powerLines(sizes), ...delayLines(sizes), ...volumeLines(volumes)];
  },
};
