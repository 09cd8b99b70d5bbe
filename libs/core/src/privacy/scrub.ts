/** What ends a word, as far as an e-mail address may be in it. */
const WORD = /[^\s<>()[\]"',;:]+/gu;

/** An address of any host, in the ordinary and in the full-width form; `user@localhost` is one, too. */
const ADDRESS = /[^@＠][@＠][^@＠]/u;

/** Eight digits or more, of any script, with what people put between them when they write a number down. */
const LONG_NUMBER = /\+?\p{Nd}(?:[\s().,/+_\p{Pd}]{0,3}\p{Nd}){7,}/gu;

/** Control characters, and those that are not seen: a number that is cut by one is still a number. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Halves of characters, which no JSON reader has to take. */
const HALVES = /\p{Cs}/gu;

/** As many digits as a payment card has. */
const CARD_DIGITS = { fewest: 13, most: 19 };

/**
 * Takes out of a text what may lead to a person: e-mail addresses, telephone numbers, card numbers, and whatever else has
 * eight digits in a row, spaces and punctuation between them not counted. It rather takes too much than too little: a
 * date and a long number of a ticket go too. Names stay, because nothing tells them from other words.
 *
 * The outcome is one line, and scrubbing it again changes nothing. It may be longer than the text: shorten it afterwards.
 */
export function scrub(text: string): string {
  return text
    .replace(HALVES, '\uFFFD')
    .replace(UNSEEN, (unseen) => (/\p{Cf}/u.test(unseen) ? '' : ' '))
    .replace(WORD, (word) => (ADDRESS.test(word) ? '[e-mail]' : word))
    .replace(LONG_NUMBER, nameOfNumber);
}

/** Whether nothing in a text leads to a person, as far as `scrub` can tell. */
export function isScrubbed(text: string): boolean {
  return scrub(text) === text;
}

function nameOfNumber(number: string): string {
  const digits = number.match(/\p{Nd}/gu)?.length ?? 0;
  if (digits < CARD_DIGITS.fewest || number.startsWith('+')) return '[phone]';
  return digits <= CARD_DIGITS.most ? '[card]' : '[number]';
}
