import { parseInstant, type Instant } from '#core/time';
import { LONGEST_DATA, LONGEST_VALUE, MOST_EXTENSIONS } from '../limits.ts';
import { rejected, show, type Finding } from '../rejection.ts';
import { unstorableCharacter } from '../storable-text.ts';
import { aheadFinding, isAhead, timeProblem } from '../times.ts';
import type { ReadEnvelope } from './envelope.ts';

/** The attributes of an event as a binding found them: texts of any content. */
export interface AttributeTexts {
  id?: string;
  source?: string;
  type?: string;
  specversion?: string;
  subject?: string;
  time?: string;
  recordedtime?: string;
  datacontenttype?: string;
  extensions?: Record<string, string>;
}

const KNOWN = new Set(['id', 'source', 'type', 'specversion', 'subject', 'time', 'recordedtime', 'datacontenttype']);

/** Whether CloudEvents or Barometer gives the attribute a meaning; such a one is a text, never a number. */
export function isKnownAttribute(name: string): boolean {
  return KNOWN.has(name.toLowerCase());
}

/** Puts an attribute in its place. Names are told apart without regard to case, as headers are. */
export function setAttribute(attributes: AttributeTexts, name: string, text: string): void {
  const key = KNOWN.has(name) ? name : name.toLowerCase();
  if (KNOWN.has(key)) attributes[key as Exclude<keyof AttributeTexts, 'extensions'>] = text;
  else (attributes.extensions ??= {})[key] = text;
}

const REQUIRED = ['id', 'source', 'type'] as const;
const NONE: Readonly<Record<string, string>> = {};
const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;|$)/i;
const ATTRIBUTE_NAME = /^[a-z0-9]{1,64}$/;

/** Whether a media type says that the content is JSON. */
export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || JSON_TYPE.test(mediaType);
}

/**
 * Checks the attributes and joins them with the data.
 *
 * @param findings what the binding has found wrong already
 */
export function toEnvelope(
  attributes: AttributeTexts,
  data: unknown,
  dataText: string,
  now: Instant,
  findings: Finding[] = [],
): ReadEnvelope {
  const { id = '', source = '', type = '', subject, time, recordedtime: recordedTime, extensions = NONE } = attributes;
  for (const name of REQUIRED) checkRequired(findings, name, attributes[name]);
  if (attributes.specversion !== '1.0') findings.push(specVersionFinding(attributes.specversion));
  checkContentType(findings, attributes.datacontenttype);
  if (subject !== undefined) checkText(findings, 'subject', subject);
  const happenedAt = readTime(findings, 'time', time, now);
  // Mostly an event is known at once and the two texts are the same; reading one is the dearest part of an envelope.
  const isKnownAtOnce = recordedTime !== undefined && recordedTime === time;
  const recordedAt = isKnownAtOnce ? happenedAt : readTime(findings, 'recordedtime', recordedTime, now);
  if (extensions !== NONE) checkExtensions(findings, extensions);
  if (dataText.length > LONGEST_DATA) findings.push(tooLong(dataText));
  const [first, ...others] = findings;
  if (first !== undefined) return rejected(first, ...others);
  const times = { time, happenedAt, recordedTime, recordedAt };
  return { ok: true, envelope: { id, source, type, subject, ...times, extensions, data, dataText } };
}

function checkRequired(findings: Finding[], name: string, text: string | undefined): void {
  if (text === undefined) {
    // One that was there, but was no text, has been told already.
    if (findings.some(({ path }) => path === name)) return;
    const message = `is missing: an event has the attributes id, source, type and specversion, in its headers or beside "data"`;
    findings.push({ reason: 'missing-attribute', path: name, message });
  } else if (text === '') {
    findings.push({ reason: 'missing-attribute', path: name, message: 'must not be empty' });
  } else checkText(findings, name, text);
}

function checkText(findings: Finding[], path: string, text: string): void {
  if (text.length > LONGEST_VALUE) {
    const message = `must be a text of at most ${LONGEST_VALUE} characters, got ${show(text)}`;
    findings.push({ reason: 'invalid-attribute', path, message });
    return;
  }
  const message = unstorableCharacter(text);
  if (message !== undefined) findings.push({ reason: 'unstorable-text', path, message });
}

function specVersionFinding(version: string | undefined): Finding {
  return version === undefined
    ? { reason: 'missing-attribute', path: 'specversion', message: 'is missing: this is read as CloudEvents "1.0"' }
    : { reason: 'invalid-attribute', path: 'specversion', message: `must be "1.0", got ${show(version)}` };
}

function checkContentType(findings: Finding[], mediaType: string | undefined): void {
  if (mediaType === undefined || isJsonType(mediaType)) return;
  const message = `must be application/json, got ${show(mediaType)}`;
  findings.push({ reason: 'unsupported-content-type', path: 'datacontenttype', message });
}

function readTime(findings: Finding[], path: string, text: string | undefined, now: Instant): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined) {
    const { reason, message } = timeProblem(text);
    findings.push({ reason: reason ?? 'invalid-attribute', path, message });
  } else if (isAhead(instant, now)) findings.push(aheadFinding(path, instant));
  return instant;
}

function checkExtensions(findings: Finding[], extensions: Readonly<Record<string, string>>): void {
  const entries = Object.entries(extensions);
  if (entries.length > MOST_EXTENSIONS) {
    const message = `must have at most ${MOST_EXTENSIONS} attributes of its own, got ${entries.length}`;
    findings.push({ reason: 'too-large', path: '', message });
  } else for (const [name, text] of entries) checkExtension(findings, name, text);
}

/** The rule of CloudEvents; a name that breaks it could not be sent on as a header. */
function checkExtension(findings: Finding[], name: string, text: string): void {
  if (!ATTRIBUTE_NAME.test(name)) {
    const message = `names of attributes are made of 1 to 64 letters a to z and digits, got ${show(name)}`;
    findings.push({ reason: 'invalid-attribute', path: '', message });
    return;
  }
  checkText(findings, name, text);
}

function tooLong(dataText: string): Finding {
  const message = `must be at most ${LONGEST_DATA} characters of JSON, got ${dataText.length}: leave out fields that nobody reads`;
  return { reason: 'too-large', path: 'data', message };
}
