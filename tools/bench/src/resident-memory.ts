import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Benchmark } from './measurements.ts';

const GOAL_MEGABYTES = 400;

/** The memory of all services in one process while the demo's desk keeps them busy. */
export const residentMemory: Benchmark = {
  name: 'memory',
  about: 'resident memory of all services in one process during the demo, PostgreSQL not counted',
  async run({ quick, say }) {
    const seconds = quick ? 20 : 60;
    say(`running the demo for ${seconds} s`);
    const demo = spawn('npm', ['run', '--silent', 'demo', '--', '--for', `${seconds}s`, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    demo.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
    });
    const [code] = (await once(demo, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the demo ended with exit code ${String(code)}:\n${printed}`);
    const most = /at most ([\d,]+) MB/.exec(printed)?.[1];
    if (most === undefined) throw new Error(`the demo did not say how much memory it took:\n${printed}`);
    const megabytes = Number(most.replaceAll(',', ''));
    return [
      {
        what: 'resident memory of the demo, all services in one process, at its highest',
        value: `${megabytes} MB`,
        goal: `≤ ${GOAL_MEGABYTES} MB`,
        met: megabytes <= GOAL_MEGABYTES,
      },
    ];
  },
};
