/**
 * Characters that look like others, as word processors, chat programs and web pages put them in: one replacement at
 * the entrance. Each is replaced by one character, so that every place stays where it was; only characters without
 * width are taken out, and `span` finds the old places.
 */

import { ACUTE, ASTERISK, BACKTICK, NO_BREAK_SPACE, SOFT_HYPHEN, UNDERSCORE } from "./characters.js";
import { isDigit } from "./text.js";

/** Odd spaces, quotation marks, dashes, and the wide forms of East Asian keyboards. */
const ODD = /[\u00a0\u00b4\u2000-\u200a\u2010-\u2015\u2018-\u201f\u202f\u2032\u2033\u205f\u2212\u3000\uff01-\uff5e]/g;
/** Zero-width spaces and joiners, marks of direction, byte order marks. */
const WIDTHLESS = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
/** Marks of bold and code around codes, as in `**550 5.1.1**`. */
const MARKED = /(\*\*|__|`)([245]\d\d(?:[ -][245]\.\d{1,3}\.\d{1,3})?|[245]\.\d{1,3}\.\d{1,3})\1/g;

/** The mark of slanted text before a reply that goes on: `_501 Rejected by policy_`. */
const SLANTED = /(^|[\s(>])_(?=[245](?:\d\d|\.\d{1,3}\.\d{1,3})[ -])/gm;

const WIDE_START = 0xff01; // a wide exclamation mark, as far behind its narrow form as all the others
const WIDE_SHIFT = 0xfee0;
const SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/;
const SINGLE_QUOTES = /[\u00b4\u2018-\u201b\u2032]/;
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033]/;

/** @typedef {{ text: string, span: (start: number, end: number) => { start: number, end: number } }} Plain */

/** @param {string} text @returns {Plain} */
export function plainCharacters(text) {
  if (!isOdd(text)) return { text, span: (start, end) => ({ start, end }) };
  const narrow = plainText(text);
  return withoutWidthless(narrow.replace(MARKED, blanked).replace(SLANTED, "$1 "));
}

const GENERAL_PUNCTUATION = 0x2000;

/** Is there anything to replace? Asked of every paste, so by hand. @param {string} text */
function isOdd(text) {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < NO_BREAK_SPACE) {
      if (c === BACKTICK) return true;
      if (c !== ASTERISK && c !== UNDERSCORE) continue;
      const next = text.charCodeAt(i + 1);
      if (next === c || (c === UNDERSCORE && isDigit(next))) return true;
    } else if (c < 0x100 ? c === NO_BREAK_SPACE || c === SOFT_HYPHEN || c === ACUTE : c >= GENERAL_PUNCTUATION)
      return true;
  }
  return false;
}

/** The marks around a code as spaces. @param {string} _ @param {string} mark @param {string} code */
const blanked = (_, mark, code) => `${" ".repeat(mark.length)}${code}${" ".repeat(mark.length)}`;

/** Each odd character as the one that people mean. @param {string} text */
export const plainText = (text) => text.replace(ODD, narrowForm);

/** @param {string} character @param {number} at @param {string} text */
function narrowForm(character, at, text) {
  const c = character.charCodeAt(0);
  // a byte of UTF-8 or Shift_JIS
  if (c < 0x100 && (isHighByte(text.charCodeAt(at - 1)) || isHighByte(text.charCodeAt(at + 1)))) return character;
  if (SPACES.test(character)) return " ";
  if (SINGLE_QUOTES.test(character)) return "'";
  if (DOUBLE_QUOTES.test(character)) return '"';
  return c >= WIDE_START ? String.fromCharCode(c - WIDE_SHIFT) : "-";
}

/** A byte of another character, as a raw file read as Latin-1 has it. @param {number} c */
const isHighByte = (c) => c >= 0x80 && c <= 0xff && c !== NO_BREAK_SPACE && c !== SOFT_HYPHEN && c !== ACUTE;

/** @param {string} text @returns {Plain} */
function withoutWidthless(text) {
  if (text.search(WIDTHLESS) < 0) return { text, span: (start, end) => ({ start, end }) };
  /** @type {number[]} */
  const removed = [];
  for (const { index } of text.matchAll(WIDTHLESS)) {
    const byte =
      text.charCodeAt(index) < 0x100 &&
      (isHighByte(text.charCodeAt(index - 1)) || isHighByte(text.charCodeAt(index + 1)));
    if (!byte) removed.push(index);
  }
  if (!removed.length) return { text, span: (start, end) => ({ start, end }) };
  let out = "";
  let from = 0;
  for (const at of removed) {
    out += text.slice(from, at);
    from = at + 1;
  }
  const back = (/** @type {number} */ i) => backOver(removed, i);
  return { text: out + text.slice(from), span: (start, end) => ({ start: back(start), end: back(end - 1) + 1 }) };
}

/**
 * The old place of character `i`: as many characters further on as were removed in front of it.
 * @param {number[]} removed
 * @param {number} i
 */
function backOver(removed, i) {
  let low = 0;
  let high = removed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (removed[middle] - middle <= i) low = middle + 1;
    else high = middle;
  }
  return i + low;
}
