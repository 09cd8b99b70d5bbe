import type { Instant } from '#core/time';
import { memberText } from '../json-text.ts';
import { rejected, show, type Finding } from '../rejection.ts';
import { findUnstorable } from '../storable-text.ts';
import { isKnownAttribute, setAttribute, toEnvelope, type AttributeTexts } from './attributes.ts';
import type { ReadEnvelope } from './envelope.ts';

/** The media type of one event in JSON, attributes and data together. */
export const STRUCTURED_TYPE = 'application/cloudevents+json';

/**
 * Reads an event in CloudEvents' JSON format.
 *
 * @param value what `json` was parsed to.
 */
export function readStructured(json: string, value: unknown, now: Instant): ReadEnvelope {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `must be a CloudEvent, an object with id, source, type, specversion and data; got ${show(value)}`;
    return rejected({ reason: 'missing-attribute', path: '', message });
  }
  const unstorable = findUnstorable(json, value, undefined);
  if (unstorable !== undefined) return rejected(unstorable);
  const attributes: AttributeTexts = {};
  const findings: Finding[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (name === 'data' || name === 'data_base64' || member === null) continue;
    if (typeof member === 'object' || (typeof member !== 'string' && isKnownAttribute(name))) {
      findings.push(notAText(name, member));
    } else setAttribute(attributes, name, String(member));
  }
  const dataText = memberText(json, 'data') ?? '';
  if (dataText === '') findings.push(noData('data_base64' in value));
  return toEnvelope(attributes, (value as { data?: unknown }).data, dataText, now, findings);
}

function notAText(name: string, member: unknown): Finding {
  const message = `must be a text, as every attribute beside "data"; got ${show(member)}`;
  return { reason: 'invalid-attribute', path: name, message };
}

function noData(isBase64: boolean): Finding {
  const message = isBase64 ? 'is missing: send JSON as "data", "data_base64" is not read' : 'is missing';
  return { reason: 'missing-data', path: 'data', message };
}
