import type { Milliseconds } from '#core/time';
import type { Post } from './post.ts';

const EVERY = 2_000;
/** A process that has just started is still filling what it will hold. */
const WARM_AFTER = 15_000;

export interface MemorySample {
  readonly service: string;
  readonly at: number;
  /** How long the process had been running. */
  readonly age: Milliseconds;
  readonly bytes: number;
}

/** Looks at the memory of every process from time to time. */
export class MemoryLog {
  readonly samples: MemorySample[] = [];
  private readonly posts: readonly Post[];
  private timer: NodeJS.Timeout | undefined;

  constructor(posts: readonly Post[]) {
    this.posts = posts;
  }

  start(): void {
    this.timer = setInterval(() => void this.look(), EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The highest figure of a service in each of `parts` equal parts of the time, of processes that were warm. */
  peaks(service: string, parts: number): number[] {
    const warm = this.samples.filter((sample) => sample.service === service && sample.age >= WARM_AFTER);
    const [from, to] = [warm[0]?.at ?? 0, warm.at(-1)?.at ?? 0];
    return Array.from({ length: parts }, (_, part) => {
      const [begin, end] = [part, part + 1].map((edge) => from + ((to - from) * edge) / parts) as [number, number];
      return Math.max(0, ...warm.filter(({ at }) => at >= begin && at <= end).map(({ bytes }) => bytes));
    });
  }

  private async look(): Promise<void> {
    for (const { service, process } of this.posts) {
      const bytes = await process?.residentMemory();
      if (process === undefined || bytes === undefined) continue;
      const at = Date.now();
      this.samples.push({ service, at, age: at - process.startedAt, bytes });
    }
  }
}
