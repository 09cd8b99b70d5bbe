/**
 * Hands out the numbers of ledger rows, without a gap within each stream, to several threads at once. What was taken must
 * be written, or the whole build be given up.
 */
export class SequenceCounters {
  private readonly streams: readonly number[];
  private readonly places: ReadonlyMap<number, number>;
  private readonly next: BigInt64Array;

  /** @param shared of another thread's counters with the same streams; default: begins at 0 */
  constructor(streams: readonly number[], shared = new SharedArrayBuffer(8 * Math.max(1, streams.length))) {
    this.streams = streams;
    this.places = new Map(streams.map((stream, place) => [stream, place]));
    this.next = new BigInt64Array(shared);
  }

  /** For the constructor in another thread. */
  get shared(): SharedArrayBuffer {
    return this.next.buffer as SharedArrayBuffer;
  }

  /** @returns the first of `count` numbers @throws RangeError for a stream that is not known */
  take(stream: number, count: number): number {
    const place = this.places.get(stream);
    if (place === undefined) throw new RangeError(`the journal has events of stream ${stream}, which has no progress`);
    return Number(Atomics.add(this.next, place, BigInt(count)));
  }

  /** The number that each stream's next row will get. */
  ends(): Map<number, number> {
    return new Map(this.streams.map((stream, place) => [stream, Number(Atomics.load(this.next, place))]));
  }
}
