import type { Logger } from '#libs/runtime';

export interface LogEntry {
  readonly level: keyof Logger;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

/** A logger that keeps what it is told. */
export function givenLogger(): Logger & { readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  const level = (level: keyof Logger) => (fields: object, message: string) =>
    void entries.push({ level, fields: fields as Record<string, unknown>, message });
  return { entries, debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}

/** The value of a metric's series as `/metrics` shows it; 0 when it is not there. */
export async function metricValue(page: AsyncIterable<string>, series: string): Promise<number> {
  let text = '';
  for await (const piece of page) text += piece;
  const line = text.split('\n').find((line) => line.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
