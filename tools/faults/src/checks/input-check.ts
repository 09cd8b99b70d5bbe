import { verdict, type Check } from './check.ts';

export const inputCheck: Check = {
  name: 'the log holds every event that was acknowledged',
  async run({ input, expected }) {
    const { records, firstTaken, malformed } = input;
    const missing = expected.missing();
    const figures = `${records} records, ${firstTaken.size} events, ${records - firstTaken.size - malformed.size} duplicates`;
    return verdict(
      figures,
      missing.map((id) => `${id} was acknowledged and is not there`),
    );
  },
};
