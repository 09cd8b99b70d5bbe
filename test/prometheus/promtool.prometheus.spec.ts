import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROMETHEUS, TEST_FILES } from './rule-files.ts';

/** Runs a tool of Prometheus to its end; the Debian packages are "prometheus" and "prometheus-alertmanager". */
function run(tool: string, ...options: readonly string[]): { code: number | null; said: string } {
  const { status, stdout, stderr, error } = spawnSync(tool, options, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${tool} cannot be run: install its package`, { cause: error });
  return { code: status, said: stdout + stderr };
}

describe('what Prometheus and Alertmanager are given', () => {
  it('is a configuration that Prometheus takes, with its rules', () => {
    const { code, said } = run('promtool', 'check', 'config', join(PROMETHEUS, 'prometheus.yml'));
    expect(said).not.toMatch(/FAILED|duplicate|warning/i);
    expect(code, said).toBe(0);
  });

  it('is a configuration that Alertmanager takes', () => {
    const { code, said } = run('amtool', 'check-config', join(PROMETHEUS, '../alertmanager/alertmanager.yml'));
    expect(code, said).toBe(0);
  });

  it.each([
    ['BarometerWatchdog', 'none', 'heartbeat'],
    ['BarometerDown', 'critical', 'on-call'],
    ['BarometerDeadLetters', 'warning', 'desk-lead'],
    ['detractor', 'other', 'nobody'],
  ])('leads %s to the receiver that is meant', (alertname, severity, receiver) => {
    const file = join(PROMETHEUS, '../alertmanager/alertmanager.yml');
    const labels = [`alertname=${alertname}`, `severity=${severity}`];
    expect(run('amtool', 'config', 'routes', 'test', `--config.file=${file}`, ...labels).said.split('\n')[0]).toBe(
      receiver,
    );
  });

  it.each(TEST_FILES.map((file) => [basename(file), file]))('has rules that do as %s says', (_, file) => {
    const { code, said } = run('promtool', 'test', 'rules', file);
    expect(code, said).toBe(0);
  });
});
