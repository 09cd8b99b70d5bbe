import { formatPath, type Finding } from './rejection.ts';

/** In valid JSON, read from valid UTF-8, only an escape can bring a NUL or half of a surrogate pair. */
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])/;

/** Quicker than the search for halves alone; most texts hold neither. */
const NUL_OR_SURROGATE = /[\0\ud800-\udfff]/;

/** With the flag `u` a pair is one character and does not match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A way from the root to a value, last step first; written out only when something is found. */
interface Step {
  readonly value: unknown;
  readonly key: string | number;
  readonly parent: Step | undefined;
}

/** What a text must not hold to be stored: PostgreSQL's text type takes neither. `undefined` when it is clean. */
export function unstorableCharacter(text: string): string | undefined {
  if (!NUL_OR_SURROGATE.test(text)) return undefined;
  if (text.includes('\0')) return 'must not hold the NUL character (U+0000)';
  return LONE_SURROGATE.test(text) ? 'must not hold half of a surrogate pair (U+D800 to U+DFFF alone)' : undefined;
}

/**
 * Looks for a text that cannot be stored, in field names as well as in values, known or unknown.
 *
 * @param json the text that `value` was parsed from: without a suspect escape in it nothing is searched.
 */
export function findUnstorable(json: string, value: unknown, root: string | undefined): Finding | undefined {
  if (!json.includes('\\u') || !SUSPECT.test(json)) return undefined;
  // A list of what is left to see, not a call per level: nesting can be deeper than the stack.
  const rest: Step[] = [{ value, key: root ?? '', parent: undefined }];
  for (let step = rest.pop(); step !== undefined; step = rest.pop()) {
    if (typeof step.value === 'string') {
      const message = unstorableCharacter(step.value);
      if (message !== undefined) return { reason: 'unstorable-text', path: pathOf(step), message };
    } else if (Array.isArray(step.value)) {
      for (const [place, element] of step.value.entries()) rest.push({ value: element, key: place, parent: step });
    } else if (typeof step.value === 'object' && step.value !== null) {
      for (const [name, member] of Object.entries(step.value)) {
        const message = unstorableCharacter(name);
        if (message !== undefined)
          return { reason: 'unstorable-text', path: pathOf(step), message: `field names ${message}` };
        rest.push({ value: member, key: name, parent: step });
      }
    }
  }
  return undefined;
}

function pathOf(last: Step): string {
  const steps: (string | number)[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.parent)
    if (step.key !== '') steps.push(step.key);
  return formatPath(steps.reverse());
}
