import { describe, expect, it } from 'vitest';

import { findJava, javaVersion, MissingRequirement } from './requirements.ts';

describe('the Java that the broker needs', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_391"', 8],
    ['command not found', undefined],
  ])('reads the version out of %j', (output, version) => {
    expect(javaVersion(output)).toBe(version);
  });

  it('says what to install when there is none', async () => {
    await expect(findJava({ JAVA_HOME: '/nowhere' })).rejects.toThrow(MissingRequirement);
    await expect(findJava({ JAVA_HOME: '/nowhere' })).rejects.toThrow(/Install one .* KAFKA_BROKERS/);
  });
});
