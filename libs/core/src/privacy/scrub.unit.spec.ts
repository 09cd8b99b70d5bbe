import { describe, expect, it } from 'vitest';
import { scrub } from './scrub.ts';

describe('scrubbing', () => {
  it.each([
    ['Write to Ann.Lee+crm@example.co.uk, please', 'Write to [e-mail], please'],
    ['mailto:ann@localhost', 'mailto:[e-mail]'],
    ['<ann@example.org>', '<[e-mail]>'],
    ['a@b@c', '[e-mail]'],
    ['ann＠example．org', '[e-mail]'],
    ['call +49 (0)30 1234-5678!', 'call [phone]!'],
    ['0171/1234567', '[phone]'],
    ['٠١٢٣٤٥٦٧٨', '[phone]'],
    ['4111 1111 1111 1111', '[card]'],
    ['4111-1111-1111-1111.', '[card].'],
    ['DE89 3704 0044 0532 0130 00', 'DE[number]'],
    ['0171\u200b1234567', '[phone]'],
    ['two\r\nlines\u2028here', 'two lines here'],
  ])('makes %j into %j', (text, scrubbed) => {
    expect(scrub(text)).toBe(scrubbed);
  });

  it.each([
    'Detractor: 3 on nps-0-10 to "recommend" (team desk-1, channel email)',
    'Dissatisfied answer: 1 on csat-1-5 to "q12" and 2 more (team 20, topic 46)',
    'meet @ noon, room 1234567',
  ])('leaves %j alone', (text) => {
    expect(scrub(text)).toBe(text);
  });
});
