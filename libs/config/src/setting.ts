import { z } from 'zod';

/** One setting as a person meets it: in the environment, in the settings file, in docs/settings.md. */
export interface Setting {
  /** Reads the text of the setting. What it rejects is reported with `expects`. */
  readonly schema: z.ZodType<unknown, string>;
  /** What the setting is for, in a sentence or two. */
  readonly about: string;
  /** What a value must be; completes "must be …". */
  readonly expects: string;
  /** Used when nobody sets it, written as a person would set it. */
  readonly fallback?: string;
  /** What the documentation shows where there is no fallback. */
  readonly unset?: string;
  /** Never printed, not even when it is wrong, and may be given as a file: `<name>_FILE`. */
  readonly secret?: true;
}

export const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().int().min(from).max(to));

export const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));

/** The path of a file; whether it can be read, and what is in it, is checked by whoever reads it. */
export const path = z.string().min(1);
