/** One server-sent event. */
export interface StreamedEvent {
  readonly type: string;
  readonly data: unknown;
}

/** An open `GET /v1/stream`, as a browser's EventSource would hold it. */
export class EventStream {
  readonly events: StreamedEvent[] = [];
  /** Resolves when the server has ended the stream, or `close` was called. */
  readonly ended: Promise<void>;
  private readonly abort: AbortController;

  private constructor(body: ReadableStream<Uint8Array>, abort: AbortController) {
    this.abort = abort;
    this.ended = this.read(body).catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
  }

  static async open(url: string): Promise<EventStream> {
    const abort = new AbortController();
    const { body, headers, status } = await fetch(url, { signal: abort.signal });
    if (status !== 200 || body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true) {
      throw new Error(`${url} is no stream of events: ${status} ${headers.get('content-type')}`);
    }
    return new EventStream(body, abort);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of body) {
      text += decoder.decode(piece, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      this.events.push(...blocks.filter((block) => block.trim() !== '').map(parseBlock));
    }
  }
}

function parseBlock(block: string): StreamedEvent {
  const field = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n');
  const data = field('data');
  return { type: field('event'), data: data === '' ? '' : JSON.parse(data) };
}
