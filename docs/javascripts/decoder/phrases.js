/**
 * Look for many phrases in one text at once.
 *
 * Each phrase is filed under its rarest three characters. The text is walked once; only where three characters are
 * on file are the few phrases behind them compared. `*` inside a phrase stands for anything short, at its start or
 * end for the rest of a word.
 */

import { plainText } from "./look-alikes.js";
import { isSpace } from "./text.js";

/**
 * @template T
 * @typedef {{
 *   pieces: string[], anchor: number, offset: number, first: number, weight: number, data: T,
 *   open: { start: boolean, end: boolean }
 * }} Phrase
 */

/**
 * @template T
 * @typedef {{ data: T, weight: number, start: number, end: number }} Hit offsets count in the normal text
 */

/** The longest text that a `*` may stand for. */
const GAP = 48;
/** So much of an answer is searched. */
const TEXT_LIMIT = 6000;

/**
 * A text made comparable: lower case, any run of white space one space, with the way back. The codes that a
 * multi-line reply repeats in front of each line are left out, because they part the words of a phrase.
 */
export class Normal {
  /** @param {string} text @param {string | null} [reply] @param {string | null} [enhanced] */
  constructor(text, reply = null, enhanced = null) {
    const source = text.length > TEXT_LIMIT ? text.slice(0, TEXT_LIMIT) : text;
    /** @type {number[] | null} where each character stood; null: where it stands now */
    this.places = null;
    this.text = source.toLowerCase();
    const repeated = reply !== null && source.indexOf(reply, source.indexOf(reply) + 3) > 0;
    if (repeated || this.text.length !== source.length || UNEVEN.test(source))
      this.#rebuild(source, repeated ? reply : null, enhanced);
  }

  /** @param {string} source @param {string | null} reply @param {string | null} enhanced */
  #rebuild(source, reply, enhanced) {
    let out = "";
    const places = [];
    let space = true;
    for (let i = 0; i < source.length; i++) {
      const c = source.charCodeAt(i);
      if (space && reply && c === reply.charCodeAt(0)) {
        const skipped = repeatedCodes(source, i, reply, enhanced);
        if (skipped) {
          i = skipped - 1;
          continue;
        }
      }
      if (isSpace(c)) {
        if (!space) {
          out += " ";
          places.push(i);
        }
        space = true;
        continue;
      }
      space = false;
      out += plain(source[i], c);
      places.push(i);
    }
    this.text = out;
    this.places = places;
  }

  /** Offset in the text as it was. @param {number} i */
  at(i) {
    return this.places ? (this.places[i] ?? -1) : i;
  }
}

/** Chinese, Japanese, Korean: two characters are a word. */
const IDEOGRAPHS = /[\u3040-\u9fff\uac00-\ud7af]/;
/** White space that is not one plain space, and typographic marks. */
const UNEVEN = /\s\s|[\t-\r\u00a0\u00b4\u2018\u2019\u201c\u201d\u3000]/;

/**
 * End of `550-5.7.1 ` or `550-` at `i`, or 0.
 * @param {string} source
 * @param {number} i
 * @param {string} reply
 * @param {string | null} enhanced
 */
function repeatedCodes(source, i, reply, enhanced) {
  if (!source.startsWith(reply, i)) return 0;
  const glue = source[i + 3];
  if (glue !== "-" && glue !== " ") return 0;
  const end = i + 4;
  if (enhanced && source.startsWith(enhanced + " ", end)) return end + enhanced.length + 1;
  return glue === "-" ? end : 0;
}

/**
 * One character in lower case, still one character; typographic quotes as typed ones.
 * @param {string} character
 * @param {number} c
 */
function plain(character, c) {
  if (c < 128) return c >= 65 && c <= 90 ? String.fromCharCode(c + 32) : character;
  if (c === 0x2019 || c === 0x2018 || c === 0xb4) return "'";
  if (c === 0x201c || c === 0x201d) return '"';
  const low = character.toLowerCase();
  return low.length === 1 ? low : character;
}

/** Three characters as one number. @param {number} a @param {number} b @param {number} c */
const key = (a, b, c) => (Math.imul(a, 0x10001) ^ (b << 8) ^ c) | 0;
/** @param {string} text @param {number} i */
const trigram = (text, i) => key(text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2));
/**
 * Where three characters are on file: exact for Latin letters, shared by few others.
 * @param {number} a
 * @param {number} b
 * @param {number} c
 */
const place = (a, b, c) => ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);

/** @template T */
export class PhraseBook {
  constructor() {
    /** @type {{ pieces: string[], data: T, weight: number, open: { start: boolean, end: boolean } }[]} */
    this.waiting = [];
    /** @type {{ pair: string, data: T }[]} words of two ideographs, too short to be filed */
    this.pairs = [];
    /** @type {(Phrase<T>[] | undefined)[] | null} by place */
    this.filed = null;
  }

  /** @param {string} phrase @param {T} data */
  add(phrase, data) {
    const plainPhrase = new Normal(plainText(phrase)).text.trim(); // as the entrance makes the text
    const pieces = plainPhrase.split("*").filter((piece) => piece.trim() !== "");
    const open = { start: plainPhrase.startsWith("*"), end: plainPhrase.endsWith("*") };
    const weight = pieces.reduce((sum, piece) => sum + piece.trim().length, 0);
    if (pieces.some((piece) => piece.length >= 3)) this.waiting.push({ pieces, data, weight, open });
    else if (pieces.length === 1 && IDEOGRAPHS.test(pieces[0])) this.pairs.push({ pair: pieces[0], data });
  }

  /** File every phrase under the three characters that the fewest phrases share. */
  #build() {
    const often = new Map();
    for (const { pieces } of this.waiting) {
      for (const piece of pieces)
        for (let i = 0; i + 2 < piece.length; i++)
          often.set(trigram(piece, i), (often.get(trigram(piece, i)) ?? 0) + 1);
    }
    /** @type {(Phrase<T>[] | undefined)[]} */
    const filed = new Array(32768).fill(undefined);
    for (const { pieces, data, weight, open } of this.waiting) {
      let best = { count: Infinity, anchor: 0, offset: 0 };
      pieces.forEach((piece, anchor) => {
        for (let i = 0; i + 2 < piece.length; i++) {
          const count = often.get(trigram(piece, i)) ?? 0;
          if (count < best.count) best = { count, anchor, offset: i };
        }
      });
      const anchor = pieces[best.anchor];
      const where = place(
        anchor.charCodeAt(best.offset),
        anchor.charCodeAt(best.offset + 1),
        anchor.charCodeAt(best.offset + 2),
      );
      const phrase = {
        pieces,
        anchor: best.anchor,
        offset: best.offset,
        first: anchor.charCodeAt(0),
        weight,
        data,
        open,
      };
      if (filed[where]) filed[where].push(phrase);
      else filed[where] = [phrase];
    }
    return filed;
  }

  /**
   * Every phrase that stands in the text.
   * @param {Normal} normal
   * @returns {Hit<T>[]}
   */
  find(normal) {
    const filed = (this.filed ??= this.#build());
    const { text } = normal;
    /** @type {Hit<T>[]} */
    const found = [];
    if (text.length < 3) return found;
    let a;
    let b = text.charCodeAt(0);
    let c = text.charCodeAt(1);
    for (let i = 0; i + 2 < text.length; i++) {
      a = b;
      b = c;
      c = text.charCodeAt(i + 2);
      const phrases = filed[place(a, b, c)];
      if (phrases === undefined) continue;
      for (const phrase of phrases) {
        const at = i - phrase.offset;
        if (at < 0 || text.charCodeAt(at) !== phrase.first) continue; // most end here
        const span = match(text, phrase, at);
        if (span) found.push({ data: phrase.data, weight: phrase.weight, start: span.start, end: span.end });
      }
    }
    if (IDEOGRAPHS.test(text)) this.#findPairs(text, found);
    return found;
  }

  /** @param {string} text @param {{ data: T, weight: number, start: number, end: number }[]} found */
  #findPairs(text, found) {
    for (const { pair, data } of this.pairs)
      for (let at = text.indexOf(pair); at >= 0; at = text.indexOf(pair, at + 2))
        found.push({ data, weight: 2, start: at, end: at + 2 });
  }
}

/**
 * Compare a phrase whose anchor would stand at `at`.
 * @param {string} text
 * @param {Phrase<unknown>} phrase
 * @param {number} at
 */
function match(text, phrase, at) {
  const { pieces, anchor, open } = phrase;
  if (!text.startsWith(pieces[anchor], at)) return null;
  let end = at + pieces[anchor].length;
  for (let k = anchor + 1; k < pieces.length; k++) {
    const next = indexWithin(text, pieces[k], end, end + GAP);
    if (next < 0) return null;
    end = next + pieces[k].length;
  }
  let start = at;
  for (let k = anchor - 1; k >= 0; k--) {
    const piece = pieces[k];
    const from = Math.max(0, start - GAP - piece.length);
    const before = text.slice(from, start).lastIndexOf(piece);
    if (before < 0) return null;
    start = from + before;
  }
  return (open.start || !insideWord(text, start)) && (open.end || !insideWord(text, end)) ? { start, end } : null;
}

/** @param {string} text @param {string} piece @param {number} from @param {number} limit */
function indexWithin(text, piece, from, limit) {
  const found = text.slice(from, limit + piece.length).indexOf(piece);
  return found < 0 ? -1 : from + found;
}

/**
 * A phrase must not start or end inside a Latin word ("over" in "overnight").
 * @param {string} text
 * @param {number} i
 */
const insideWord = (text, i) =>
  i > 0 && i < text.length && wordCharacter(text.charCodeAt(i)) && wordCharacter(text.charCodeAt(i - 1));

/** @param {number} c */
const wordCharacter = (c) => (c >= 97 && c <= 122) || (c >= 48 && c <= 57) || (c >= 0xdf && c < 0x250);
