import { describe, expect, it } from 'vitest';
import { CatalogueInvalid, findKpi, loadCatalogue, type CatalogueProblem } from '#core/kpis';

/** A definition that is right, with some of its keys changed; `undefined` takes a key away. */
function kpi(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const right = {
    id: 'calm',
    version: 1,
    title: 'Calm',
    cohort: 'Tickets closed in the window.',
    fact: 'closed',
    formula: { kind: 'share', of: { reopens: [0] } },
    unit: 'percent',
    bands: [],
    cuts: [[]],
  };
  return Object.fromEntries(Object.entries({ ...right, ...changes }).filter(([, value]) => value !== undefined));
}

const scores = { fact: 'answered', scales: ['csat-1-5'] };

function problemsOf(own: unknown): readonly CatalogueProblem[] {
  try {
    loadCatalogue(own);
  } catch (error) {
    if (error instanceof CatalogueInvalid) return error.problems;
    throw error;
  }
  return [];
}

function pathsOf(changes: Record<string, unknown>): string[] {
  return problemsOf({ kpis: [kpi(changes)] }).map(({ path }) => path.replace(/^kpis\[0\]\.?/, ''));
}

describe('the shipped catalogue', () => {
  const catalogue = loadCatalogue();

  it('has every KPI of docs/kpis.md that rests on the facts of answers, tickets and cases', () => {
    expect(catalogue.kpis.map(({ id }) => id)).toEqual([
      'nps',
      'nps-recommendable',
      'recommenders',
      'csat',
      'csat-mean-1-5',
      'csat-mean-1-10',
      'ces-ease-1-7',
      'ces-effort-1-5',
      'ease-1-5',
      'effortless',
      'smiley',
      'enps',
      'comment-rate',
      'ticket-volume',
      'backlog',
      'first-response-time',
      'resolution-time',
      'time-to-close',
      'closed-resolution-time',
      'sla-compliance',
      'first-contact-resolution',
      'reopen-rate',
      'reassignment',
      'throughput',
      'case-volume',
      'case-backlog',
      'time-to-acknowledge',
      'time-to-contact',
      'time-to-recover',
      'recovery-rate',
    ]);
  });

  it('watches the windows that docs/kpis.md promises', () => {
    expect(catalogue.windows).toEqual(['1h', '24h', '7d', '30d', '90d']);
  });

  it('is found by id', () => {
    expect(findKpi(catalogue, 'nps')?.unit).toBe('points');
    expect(findKpi(catalogue, 'nsp')).toBeUndefined();
  });
});

describe('a desk’s own catalogue', () => {
  it('adds a definition beside the shipped ones, which stay as they are', () => {
    const catalogue = loadCatalogue({ kpis: [kpi()] });
    expect(catalogue.kpis).toEqual([...loadCatalogue().kpis, kpi()]);
    expect(catalogue.windows).toEqual(loadCatalogue().windows);
  });

  it('replaces a definition by a higher version, in its place', () => {
    const own = kpi({
      ...scores,
      id: 'nps',
      version: 2,
      scales: ['nps-0-10'],
      formula: { kind: 'net-score' },
      unit: 'points',
    });
    const catalogue = loadCatalogue({ kpis: [own] });
    expect(catalogue.kpis[0]).toEqual(own);
    expect(catalogue.kpis).toHaveLength(loadCatalogue().kpis.length);
  });

  it('does not replace a definition by the same version', () => {
    expect(problemsOf({ kpis: [kpi({ id: 'nps' })] })).toEqual([
      { path: 'kpis[0].version', message: 'must be above 1 to replace "nps"' },
    ]);
  });

  it('may have windows of its own and nothing else', () => {
    expect(loadCatalogue({ windows: ['12h'] })).toEqual({ ...loadCatalogue(), windows: ['12h'] });
  });

  it('may leave out fields, take a lower bound and be provisional', () => {
    const formula = { kind: 'share', of: { reopens: { atLeast: 1 } }, among: { sla: [0, 1] }, provisionalFor: '12h' };
    expect(pathsOf({ formula, where: { contacts: [1] } })).toEqual([]);
  });

  it.each([null, 'nps', 7, [], true])('cannot be %j', (own) => {
    expect(problemsOf(own)).toEqual([{ path: 'the catalogue', message: 'must be an object' }]);
  });
});

describe('a mistake in a catalogue is told with its path:', () => {
  it.each([
    ['a version that is no whole number', { version: 0.5 }, ['version']],
    ['windows that are no list', { windows: '7d' }, ['windows']],
    ['a window that is no period', { windows: ['7d', 'week'] }, ['windows[1]']],
    ['a window twice', { windows: ['7d', '7d'] }, ['windows[1]']],
    ['definitions that are no list', { kpis: {} }, ['kpis']],
    ['a definition that is no object', { kpis: [kpi(), 'nps'] }, expect.arrayContaining(['kpis[1]'])],
    ['a key that nobody reads', { kpi: [] }, ['kpi']],
    ['an id twice', { kpis: [kpi(), kpi()] }, ['kpis[1].id']],
  ])('%s', (_, own, paths) => {
    expect(problemsOf(own).map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    ['an id with capitals', { id: 'Calm' }, ['id']],
    ['an id that ends in a hyphen', { id: 'calm-' }, ['id']],
    ['no version', { version: undefined }, ['version']],
    ['an empty title', { title: ' ' }, ['title']],
    ['no cohort', { cohort: undefined }, ['cohort']],
    ['a fact that does not exist', { fact: 'clsoed' }, ['fact']],
    ['a misspelt key', { smallGroup: {} }, ['smallGroup']],
    ['no formula', { formula: undefined }, ['formula', 'formula.kind']],
    ['a formula that does not exist', { formula: { kind: 'median' } }, ['formula.kind']],
    ['a key that the formula does not have', { formula: { kind: 'count', of: 'x' }, unit: 'tickets' }, ['formula.of']],
    ['a unit that the formula does not give', { unit: 'points' }, ['unit']],
    ['a share of nothing', { formula: { kind: 'share', of: {} } }, ['formula.of']],
    ['a share without its pick', { formula: { kind: 'share' } }, ['formula.of']],
    [
      'a pick by a field that the fact lacks',
      { formula: { kind: 'share', of: { reopened: [1] } } },
      ['formula.of.reopened'],
    ],
    ['a pick by a duration', { formula: { kind: 'share', of: { elapsed: [1] } } }, ['formula.of.elapsed']],
    [
      'a pick by something else than numbers',
      { formula: { kind: 'share', of: { reopens: 'many' } } },
      ['formula.of.reopens'],
    ],
    ['a pick by no number', { formula: { kind: 'share', of: { reopens: [] } } }, ['formula.of.reopens']],
    ['a bound that is none', { formula: { kind: 'share', of: { reopens: { atMost: 1 } } } }, ['formula.of.reopens']],
    [
      'a base by a field that the fact lacks',
      { formula: { kind: 'share', of: { reopens: [0] }, among: { x: [1] } } },
      ['formula.among.x'],
    ],
    [
      'a provisional time that is no period',
      { formula: { kind: 'share', of: { reopens: [0] }, provisionalFor: 'a week' } },
      ['formula.provisionalFor'],
    ],
    ['a `where` by a field that the fact lacks', { where: { score: [1] } }, ['where.score']],
    ['scales on tickets', { formula: { kind: 'net-score' }, unit: 'points', scales: ['nps-0-10'] }, ['scales']],
    ['scales where nothing reads them', { scales: ['nps-0-10'] }, ['scales']],
    ['no scales', { ...scores, scales: [], formula: { kind: 'net-score' }, unit: 'points' }, ['scales']],
    [
      'a scale that does not exist',
      { ...scores, scales: ['nps'], formula: { kind: 'net-score' }, unit: 'points' },
      ['scales[0]'],
    ],
    ['a class that does not exist', { ...scores, formula: { kind: 'class-share', class: 'happy' } }, ['formula.class']],
    [
      'a mean over two scales',
      { ...scores, scales: ['csat-1-5', 'csat-1-10'], formula: { kind: 'score-mean', as: 'score' }, unit: 'score' },
      ['scales'],
    ],
    [
      'a mean in another unit than it says',
      { ...scores, formula: { kind: 'score-mean', as: 'percent' }, unit: 'score' },
      ['unit'],
    ],
    ['a mean of a duration', { formula: { kind: 'mean', of: 'elapsed' }, unit: 'reassignments' }, ['formula.of']],
    ['a duration of a count', { formula: { kind: 'duration', of: 'reopens' }, unit: 'seconds' }, ['formula.of']],
    ['a stock that nothing leaves', { formula: { kind: 'stock' }, unit: 'tickets' }, ['formula.leaves']],
    ['a cut by no dimension', { cuts: [[], ['desk']] }, ['cuts[1][0]']],
    ['a cut that is no list', { cuts: ['team'] }, ['cuts[0]']],
    [
      'a cut twice',
      {
        cuts: [
          ['team', 'channel'],
          ['channel', 'team'],
        ],
      },
      ['cuts[1]'],
    ],
    ['a band without a name', { bands: [{ above: 1 }, { name: 'poor' }] }, ['bands[0].name']],
    ['a band without a bound', { bands: [{ name: 'good' }, { name: 'poor' }] }, ['bands[0]']],
    ['a band with two bounds', { bands: [{ name: 'good', above: 1, atLeast: 2 }, { name: 'poor' }] }, ['bands[0]']],
    ['a last band with a bound', { bands: [{ name: 'good', above: 1 }] }, ['bands[0]']],
    ['bands that rise', { bands: [{ name: 'a', above: 1 }, { name: 'b', above: 2 }, { name: 'c' }] }, ['bands[1]']],
    [
      'small groups by no dimension',
      { smallGroups: { dimensions: ['agents'], minSamples: 5 } },
      ['smallGroups.dimensions[0]'],
    ],
    ['small groups without a size', { smallGroups: { dimensions: ['agent'] } }, ['smallGroups.minSamples']],
  ])('%s', (_, changes, paths) => {
    expect(pathsOf(changes)).toEqual(paths);
  });

  it.each([
    { kind: 'duration', of: 'elapsed', unit: 'seconds' },
    { kind: 'count', unit: 'tickets' },
    { kind: 'per-day', unit: 'tickets/day' },
    { kind: 'stock', leaves: 'cancelled', unit: 'tickets' },
  ])('a `where` on a $kind, which does not look at single facts', ({ unit, ...formula }) => {
    expect(pathsOf({ formula, unit, where: { sla: [1] } })).toEqual(['where']);
  });

  it('all of them at once', () => {
    const paths = pathsOf({
      id: '',
      version: 0,
      fact: 'gone',
      unit: 'points',
      cuts: 'team',
      bands: [{ name: 'x', above: 1 }],
    });
    expect(paths).toEqual(['id', 'version', 'fact', 'unit', 'cuts', 'bands[0]']);
  });

  it('in one sentence that says what to do', () => {
    expect(() => loadCatalogue({ windows: ['week'], kpis: [kpi({ unit: 'points' })] })).toThrow(
      'the KPI catalogue is wrong in 2 place(s): windows[0] must be a period such as 30m, 24h or 90d; kpis[0].unit must be percent',
    );
  });
});
