import type { MetricFamily, Sample } from './families.ts';

/** `text` is Prometheus' text format 0.0.4, `openmetrics` is OpenMetrics 1.0.0. */
export type ExpositionFormat = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The format that the `Accept` header asks for. OpenMetrics only for those who name it; a browser gets plain text. */
export function chooseFormat(accept: string | undefined): ExpositionFormat {
  return accept?.includes('application/openmetrics-text') ? 'openmetrics' : 'text';
}

/** Long enough to be cheap to send, short enough that rendering it does not hold up the process (about a millisecond). */
const PIECE_LENGTH = 64 * 1024;

/** Writes the families in the format, piece by piece, giving way to other work between two pieces. */
export async function* renderFamilies(
  families: Iterable<MetricFamily> | AsyncIterable<MetricFamily>,
  format: ExpositionFormat,
): AsyncGenerator<string> {
  let piece = '';
  for await (const family of families) {
    piece += heading(family, format);
    for (const sample of family.samples) {
      piece += line(family, sample, format);
      if (piece.length >= PIECE_LENGTH) {
        yield piece;
        piece = '';
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  yield format === 'openmetrics' ? `${piece}# EOF\n` : piece;
}

function heading({ name, type, help }: MetricFamily, format: ExpositionFormat): string {
  // OpenMetrics names a counter's family without the suffix that its series carry.
  const family = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${family} ${format === 'openmetrics' ? text.replaceAll('"', '\\"') : text}\n# TYPE ${family} ${type}\n`;
}

function line(family: MetricFamily, { name, labels, value, timestamp }: Sample, format: ExpositionFormat): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(label, text, format)}"`);
  return `${name ?? family.name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${number(value)}${timestamp === undefined ? '' : ` ${timestamp}`}\n`;
}

function labelValue(label: string, text: string | number, format: ExpositionFormat): string {
  if (typeof text === 'number') {
    // OpenMetrics wants bucket bounds written as floats, so that `le` is the same text from every client.
    return format === 'openmetrics' && label === 'le' && Number.isInteger(text) ? `${text}.0` : String(text);
  }
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function number(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
