import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findKpi, loadCatalogue } from '#core/kpis';
import { formulaText } from './formula-text.ts';
import { OWN_KPI_EXAMPLE } from './own-kpi.ts';

describe('the example of KPIs of your own', () => {
  it('loads beside the built-in ones', () => {
    const catalogue = loadCatalogue(parse(OWN_KPI_EXAMPLE));
    expect(findKpi(catalogue, 'quick-replies')?.fact).toBe('first-responded');
    expect(findKpi(catalogue, 'never-passed-on')?.smallGroups?.minSamples).toBe(5);
    expect(findKpi(catalogue, 'nps')).toBeDefined();
  });
});

describe('a formula in words', () => {
  const words = (id: string) => formulaText(loadCatalogue().kpis.find((kpi) => kpi.id === id)!).words;

  it('says which facts are above the line', () => {
    expect(words('first-contact-resolution')).toMatch(
      /^The share where `contacts` is 0 or 1, `reassignments` is 0 and `reopens` is 0\./,
    );
    expect(words('reopen-rate')).toBe('The share where `reopens` is at least 1.');
  });

  it('says which facts are below it, and how long the share may still change', () => {
    expect(words('sla-compliance')).toBe('The share where `sla` is 1 among those where `sla` is 0 or 1.');
    expect(words('first-contact-resolution')).toContain('within 7d before the window');
  });
});
