// Adds up the reports of vitest's JSON reporter and prints "N passed, N failed, N skipped". Ends with 1 unless every test
// passed. `--also-failed N` counts N failures of other steps along.
import { readFileSync } from 'node:fs';

const [flag, ...others] = process.argv.slice(2);
const withOthers = flag === '--also-failed';
const count = { passed: 0, failed: withOthers ? Number(others.shift()) : 0, skipped: 0 };

for (const path of withOthers ? others : [flag]) {
  for (const { assertionResults, status } of reportAt(path)) {
    const statuses = assertionResults.map((result) => result.status);
    for (const each of statuses) count[each === 'passed' || each === 'failed' ? each : 'skipped'] += 1;
    // A file that cannot be loaded, or whose set-up failed, has no test that says so.
    if (status === 'failed' && !statuses.includes('failed')) count.failed += 1;
  }
}

console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed + count.skipped > 0 || count.passed === 0 ? 1 : 0;

function reportAt(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    // A run that wrote no report was cut off; its step is counted among the others.
    return [];
  }
}
