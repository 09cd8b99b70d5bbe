import type { SettingName, SettingValues } from './settings-catalogue.ts';
import type { SettingProblem } from './settings-invalid.ts';

interface Need {
  readonly of: SettingName;
  readonly needed: SettingName;
  readonly why: string;
}

const PAIRS: readonly Need[] = [
  {
    of: 'BAROMETER_WEBHOOK_URL',
    needed: 'BAROMETER_WEBHOOK_SECRET',
    why: 'alerts are to be posted to BAROMETER_WEBHOOK_URL and must be signed',
  },
  {
    of: 'BAROMETER_WEBHOOK_SECRET',
    needed: 'BAROMETER_WEBHOOK_URL',
    why: 'BAROMETER_WEBHOOK_SECRET is there to sign what is posted to it',
  },
  { of: 'KAFKA_SASL_MECHANISM', needed: 'KAFKA_USERNAME', why: 'KAFKA_SASL_MECHANISM asks for a login' },
  { of: 'KAFKA_SASL_MECHANISM', needed: 'KAFKA_PASSWORD', why: 'KAFKA_SASL_MECHANISM asks for a login' },
  { of: 'KAFKA_USERNAME', needed: 'KAFKA_SASL_MECHANISM', why: 'KAFKA_USERNAME is there to log in' },
];

/** What is wrong between settings that are each right, or are not set. `found` are the problems known so far. */
export function contradictions(values: SettingValues, found: readonly SettingProblem[]): SettingProblem[] {
  const kafka: Need = { of: 'BAROMETER_ENGINE', needed: 'KAFKA_BROKERS', why: 'BAROMETER_ENGINE is kafka' };
  const pairs = values.BAROMETER_ENGINE === 'kafka' ? [...PAIRS, kafka] : PAIRS;
  return pairs
    .filter(({ of, needed }) => values[of] !== undefined && values[needed] === undefined)
    .filter(({ needed }) => !found.some(({ name }) => name === needed))
    .map(({ of, needed, why }) => ({
      name: needed,
      message: `${needed} is not set, but ${why}. Set it, or remove ${of}.`,
    }));
}
