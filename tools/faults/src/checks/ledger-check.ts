import { FACT_SHAPES, factCode, type Fact } from '#core/facts';
import { ledgerEnds, ledgerFacts, ledgerTail, SegmentDirectory } from '#libs/postgres';
import { lineOf } from '../../../../test/oracle/naive-facts.ts';
import { countInto, differences, verdict, type Check, type Evidence } from './check.ts';

const ROWS_AT_ONCE = 20_000;
const PROJECTION = 'kpis';

/** Row by row: every fact with its instant, its attributes and its measures, as often as it happened. */
export const ledgerCheck = {
  name: 'the ledger sums up to the facts of the oracle, bit for bit',
  async run({ database, expected }: Pick<Evidence, 'database' | 'expected'>) {
    const wanted = linesOf(expected.facts());
    const found = new Map<string, number>();
    const failures: string[] = [];
    const segments = new SegmentDirectory(database);
    let rows = 0;
    for (const [stream, end] of (await ledgerEnds(database, PROJECTION)).positions) {
      let next = 0;
      while (next < end) {
        const tail = await ledgerTail(database, stream, next, ROWS_AT_ONCE);
        if (tail.length === 0) break;
        for (const { sequence, fact, at, measures, weight, segment } of tail) {
          if (sequence !== next) failures.push(`stream ${stream} has no row ${next}`);
          next = sequence + 1;
          rows += 1;
          countInto(
            found,
            lineOf({ kind: fact, at, measures, attributes: await segments.attributes(segment) }),
            weight,
          );
        }
      }
      if (next !== end) failures.push(`stream ${stream} ends at ${next} instead of ${end}`);
    }
    return verdict(`${rows} rows, ${wanted.size} different facts`, [...failures, ...differences(wanted, found)]);
  },
} satisfies Check;

/** As it was known at instants of the past, whatever order the events arrived in. */
export function knownCheck(instants: readonly number[]): Check {
  return {
    name: 'the ledger as known earlier sums up to what was known earlier',
    async run(evidence) {
      const failures: string[] = [];
      let facts = 0;
      for (const instant of instants) {
        const wanted = new Map<string, number>();
        for (const fact of evidence.expected.facts(instant)) countInto(wanted, timelessLine(fact));
        const found = await knownLines(evidence, instant);
        facts += wanted.size;
        const when = new Date(instant).toISOString();
        failures.push(...differences(wanted, found).map((line) => `as known at ${when}, ${line}`));
      }
      return verdict(`${instants.length} instants, ${facts} different facts`, failures);
    },
  };
}

async function knownLines({ database }: Evidence, knownBefore: number): Promise<Map<string, number>> {
  const lines = new Map<string, number>();
  const segments = new SegmentDirectory(database);
  for (const { kind } of FACT_SHAPES) {
    const sums = await ledgerFacts(database, factCode(kind), { from: -Infinity, to: Infinity }, { knownBefore });
    for (const { segment, measures, weight } of sums) {
      const attributes = await segments.attributes(segment);
      countInto(lines, timelessLine({ kind, measures, attributes }), weight);
    }
  }
  return lines;
}

function timelessLine(fact: Omit<Fact, 'at'>): string {
  return lineOf({ ...fact, at: 0 });
}

function linesOf(facts: readonly Fact[]): Map<string, number> {
  const lines = new Map<string, number>();
  for (const fact of facts) countInto(lines, lineOf(fact));
  return lines;
}
