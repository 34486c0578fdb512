/**
 * Look for many phrases in one text at once.
 *
 * Each phrase is filed under its rarest three characters. The text is walked once; only where three characters are
 * on file are the few phrases behind them compared. `*` in a phrase stands for anything short.
 */

import { isSpace } from "./text.js";

/**
 * @template T
 * @typedef {{ pieces: string[], anchor: number, offset: number, weight: number, data: T }} Phrase
 */

/** The longest text that a `*` may stand for. */
const GAP = 90;
/** So much of an answer is searched. */
const TEXT_LIMIT = 6000;

/** A text made comparable: lower case, any run of white space one space, with the way back. */
export class Normal {
  /** @param {string} text */
  constructor(text) {
    const source = text.length > TEXT_LIMIT ? text.slice(0, TEXT_LIMIT) : text;
    let out = "";
    const places = [];
    let space = true;
    for (let i = 0; i < source.length; i++) {
      const c = source.charCodeAt(i);
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
    return this.places[i] ?? -1;
  }
}

/** One character in lower case, still one character; typographic quotes as typed ones. */
function plain(character, c) {
  if (c < 128) return c >= 65 && c <= 90 ? String.fromCharCode(c + 32) : character;
  if (c === 0x2019 || c === 0x2018 || c === 0xb4) return "'";
  if (c === 0x201c || c === 0x201d) return '"';
  const low = character.toLowerCase();
  return low.length === 1 ? low : character;
}

/** @param {string} text @param {number} i */
const trigram = (text, i) => (text.charCodeAt(i) * 65537 + text.charCodeAt(i + 1) * 257 + text.charCodeAt(i + 2)) | 0;

/** @template T */
export class PhraseBook {
  constructor() {
    /** @type {{ pieces: string[], data: T, weight: number }[]} */
    this.waiting = [];
    /** @type {Map<number, Phrase<T>[]> | null} */
    this.index = null;
  }

  /** @param {string} phrase @param {T} data */
  add(phrase, data) {
    const pieces = new Normal(phrase).text.trim().split("*").filter((piece) => piece.trim() !== "");
    const weight = pieces.reduce((sum, piece) => sum + piece.trim().length, 0);
    if (pieces.some((piece) => piece.length >= 3)) this.waiting.push({ pieces, data, weight });
  }

  /** File every phrase under the three characters that the fewest phrases share. */
  #build() {
    const often = new Map();
    for (const { pieces } of this.waiting) {
      for (const piece of pieces) for (let i = 0; i + 2 < piece.length; i++) often.set(trigram(piece, i), (often.get(trigram(piece, i)) ?? 0) + 1);
    }
    const index = new Map();
    for (const { pieces, data, weight } of this.waiting) {
      let best = { count: Infinity, anchor: 0, offset: 0 };
      pieces.forEach((piece, anchor) => {
        for (let i = 0; i + 2 < piece.length; i++) {
          const count = often.get(trigram(piece, i)) ?? 0;
          if (count < best.count) best = { count, anchor, offset: i };
        }
      });
      const key = trigram(pieces[best.anchor], best.offset);
      const filed = index.get(key);
      const phrase = { pieces, anchor: best.anchor, offset: best.offset, weight, data };
      if (filed) filed.push(phrase);
      else index.set(key, [phrase]);
    }
    return index;
  }

  /**
   * Every phrase that stands in the text.
   * @param {Normal} normal
   * @returns {{ data: T, weight: number, start: number, end: number }[]} offsets count in `normal.text`
   */
  find(normal) {
    this.index ??= this.#build();
    const { text } = normal;
    const found = [];
    for (let i = 0; i + 2 < text.length; i++) {
      const filed = this.index.get(trigram(text, i));
      if (!filed) continue;
      for (const phrase of filed) {
        const span = match(text, phrase, i);
        if (span) found.push({ data: phrase.data, weight: phrase.weight, start: span.start, end: span.end });
      }
    }
    return found;
  }
}

/** Compare a phrase whose anchor's three characters stand at `i`. */
function match(text, phrase, i) {
  const { pieces, anchor, offset } = phrase;
  const at = i - offset;
  if (at < 0 || !text.startsWith(pieces[anchor], at)) return null;
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
  return wordEdges(text, start, end) ? { start, end } : null;
}

/** @param {string} text @param {string} piece @param {number} from @param {number} limit */
function indexWithin(text, piece, from, limit) {
  const found = text.slice(from, limit + piece.length).indexOf(piece);
  return found < 0 ? -1 : from + found;
}

/** A phrase that starts or ends with a Latin letter must not start or end inside a word ("over" in "overnight"). */
function wordEdges(text, start, end) {
  return !(wordCharacter(text.charCodeAt(start)) && wordCharacter(text.charCodeAt(start - 1))) &&
    !(wordCharacter(text.charCodeAt(end - 1)) && wordCharacter(text.charCodeAt(end)));
}

/** @param {number} c */
const wordCharacter = (c) => (c >= 97 && c <= 122) || (c >= 48 && c <= 57) || (c >= 0xdf && c < 0x250);
