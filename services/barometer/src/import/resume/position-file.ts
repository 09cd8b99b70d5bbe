import { rmSync, writeFileSync, renameSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const positionSchema = z.object({
  /** Of the form below; a later form is not read. */
  version: z.literal(1),
  fingerprint: z.string(),
  /** When the import began first, in epoch milliseconds. */
  startedAt: z.int(),
  /** How many events, in the order of sending, the server has answered for. */
  acknowledged: z.int().nonnegative(),
});

/** How far an import has come. */
export type Position = Omit<z.infer<typeof positionSchema>, 'version'>;

/** The small file that lets an import go on where it stopped. It is gone once the import has come to its end. */
export class PositionFile {
  constructor(readonly path: string) {}

  /** @returns `undefined` when there is none, or when it belongs to another import. */
  async read(fingerprint: string): Promise<Position | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch {
      return undefined;
    }
    const parsed = positionSchema.safeParse(parseJson(text));
    return parsed.success && parsed.data.fingerprint === fingerprint ? parsed.data : undefined;
  }

  /** Replaces the file in one step: a crash leaves the old position or the new one, never half of one. */
  write(position: Position): void {
    const draft = `${this.path}.new`;
    writeFileSync(draft, `${JSON.stringify({ version: 1, ...position })}\n`);
    renameSync(draft, this.path);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
