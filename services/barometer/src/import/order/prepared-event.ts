/** An event that is ready to be sent, and the row it came from. */
export interface PreparedEvent {
  /** What it is sorted by, first key first. */
  readonly keys: readonly number[];
  /** Index of the file among those of the import. */
  readonly file: number;
  readonly line: number;
  /** The row as it stands in the file: it goes to the rejected rows when the server refuses the event. */
  readonly raw: string;
  /** The event as JSON text. */
  readonly json: string;
}

export function compareKeys(a: PreparedEvent, b: PreparedEvent): number {
  for (const [place, key] of a.keys.entries()) {
    const other = b.keys[place] ?? 0;
    if (key !== other) return key - other;
  }
  return 0;
}

/** Bytes of text plus what objects and their headers take, roughly. */
export function sizeOf({ raw, json }: PreparedEvent): number {
  return raw.length + json.length + 200;
}

// JSON texts hold no raw tab: it is always written as an escape.
export function toLine({ keys, file, line, raw, json }: PreparedEvent): string {
  return `${keys.join(' ')}\t${file}\t${line}\t${JSON.stringify(raw)}\t${json}`;
}

export function fromLine(text: string): PreparedEvent {
  const [keys = '', file, line, raw = '""', json = ''] = text.split('\t');
  return {
    keys: keys === '' ? [] : keys.split(' ').map(Number),
    file: Number(file),
    line: Number(line),
    raw: JSON.parse(raw) as string,
    json,
  };
}
