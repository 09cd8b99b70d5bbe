import { clearScreenDown, moveCursor } from 'node:readline';

/** The terminal, or whatever else is written to. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * Lines that stay, and below them a block that is drawn again and again. On something that is no terminal nothing can be
 * drawn over, so only the lines are written.
 */
export class LiveArea {
  readonly #screen: Screen & NodeJS.WritableStream;
  #block = '';

  constructor(screen: Screen & NodeJS.WritableStream) {
    this.#screen = screen;
  }

  get redraws(): boolean {
    return this.#screen.isTTY === true;
  }

  /** Writes a line above the block. */
  line(text: string): void {
    this.#erase();
    this.#screen.write(`${text}\n${this.#block}`);
  }

  /** Draws the block anew, cut to the width of the terminal: a wrapped line would upset the next redraw. */
  draw(block: string): void {
    if (!this.redraws) return;
    this.#erase();
    const width = this.#screen.columns ?? 80;
    this.#block = block
      .split('\n')
      .map((line) => `${line.slice(0, width)}\n`)
      .join('');
    this.#screen.write(this.#block);
  }

  /** Takes the block away; what follows is written where it was. */
  clear(): void {
    this.#erase();
    this.#block = '';
  }

  #erase(): void {
    const height = this.#block.split('\n').length - 1;
    if (height === 0) return;
    moveCursor(this.#screen, -1000, -height);
    clearScreenDown(this.#screen);
  }
}
