/**
 * Text that remembers where it stood in what was pasted, so that evidence can point at the very characters.
 *
 * A `Line` is one line of readable text. Most lines are a plain cut of the original (`base` alone says where).
 * A line that was decoded or cut out of others is made of segments, which are followed only when evidence is asked
 * for. A line that cannot be traced (base64, most national charsets) has `base = -1`: evidence in it is left out
 * rather than guessed.
 */

import {
  CR,
  ESCAPE,
  IDEOGRAPHIC_SPACE,
  LF,
  LINE_SEPARATOR,
  LOWER_A,
  LOWER_Z,
  NINE,
  NO_BREAK_SPACE,
  PARAGRAPH_SEPARATOR,
  REPLACEMENT,
  SPACE,
  TAB,
  UPPER_A,
  UPPER_Z,
  ZERO,
} from "./characters.js";

/**
 * A run of characters of a line and the line that they came from: `step` source characters for each one, or with
 * `step` 0 all of `from`..`to` for every one of them (several encoded bytes that make one character).
 * @typedef {{ at: number, line: Line, from: number, to: number, step: number }} Segment
 */

/** One readable line. */
export class Line {
  /**
   * @param {string} text
   * @param {number} base offset of the first character in the pasted text, -1 when it cannot be traced
   * @param {Segment[] | null} [segments]
   */
  constructor(text, base, segments = null) {
    this.text = text;
    this.base = base;
    this.segments = segments;
  }

  /** Original start of character `i`, or -1. @param {number} i @returns {number} */
  start(i) {
    if (!this.segments) return this.base < 0 ? -1 : this.base + i;
    const found = this.#segment(i);
    return found ? found.line.start(found.from + found.step * (i - found.at)) : -1;
  }

  /** Original end of character `i`, or -1. @param {number} i @returns {number} */
  end(i) {
    if (!this.segments) return this.base < 0 ? -1 : this.base + i + 1;
    const found = this.#segment(i);
    if (!found) return -1;
    return found.line.end(found.step ? found.from + found.step * (i - found.at + 1) - 1 : found.to - 1);
  }

  /** @param {number} i */
  #segment(i) {
    const segments = this.segments ?? [];
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle].at <= i) low = middle;
      else high = middle - 1;
    }
    const found = segments[low];
    return found && found.at <= i ? found : null;
  }

  /** The same line without what stands outside `from`..`to`. @param {number} from @param {number} [to] */
  cut(from, to = this.text.length) {
    const text = this.text.slice(from, to);
    if (this.segments) return new Line(text, 0, [{ at: 0, line: this, from, to, step: 1 }]);
    return new Line(text, this.base < 0 ? -1 : this.base + from);
  }
}

/** Several lines read as one text, joined by single spaces (servers wrap their replies where they like). */
export class Snippet {
  /** @param {Line[]} [lines] */
  constructor(lines = []) {
    this.text = "";
    /** @type {{ at: number, line: Line }[]} */
    this.parts = [];
    /** @type {import("./codes.js").Codes | undefined} read once, for all who ask */
    this.codes = undefined;
    /** @type {import("./codes.js").Codes | undefined} the same of a text that is known to be a server's */
    this.trustedCodes = undefined;
    /** @type {any} what the rules found in it */
    this.searched = undefined;
    for (const line of lines) this.add(line);
  }

  /** @param {Line} line */
  add(line) {
    let from = 0;
    let to = line.text.length;
    while (from < to && line.text.charCodeAt(from) <= SPACE) from++;
    while (to > from && line.text.charCodeAt(to - 1) <= SPACE) to--;
    if (from === to || this.text.length > SNIPPET_LIMIT) return this;
    const piece = from || to < line.text.length ? line.cut(from, to) : line;
    if (this.text) this.text += " ";
    this.parts.push({ at: this.text.length, line: piece });
    this.text += piece.text;
    return this;
  }

  /** Where its lines start. */
  starts() {
    return this.parts.slice(0, 100).map((part) => part.at);
  }

  /** Where `from`..`to` stands in the pasted text, or null. @param {number} from @param {number} to */
  span(from, to) {
    const start = this.#find(from, false);
    const end = this.#find(to - 1, true);
    return start < 0 || end <= start ? null : { start, end };
  }

  /** @param {number} i @param {boolean} end */
  #find(i, end) {
    for (let k = this.parts.length - 1; k >= 0; k--) {
      const { at, line } = this.parts[k];
      if (at <= i) {
        const inside = i - at;
        if (inside >= line.text.length) return -1; // the space between two lines stands nowhere
        return end ? line.end(inside) : line.start(inside);
      }
    }
    return -1;
  }
}

/** No server's answer is longer; what is longer is a mail's body or an attack. */
export const SNIPPET_LIMIT = 6000;

/**
 * Cut a text into lines at any newline (\n, \r\n, \r, and the Unicode ones).
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {number} base offset of text[0] in the pasted text, -1 when it cannot be traced
 * @param {number} [limit] stop after so many characters
 * @returns {Line[]}
 */
export function lines(text, from, to, base, limit = Infinity) {
  const found = [];
  const stop = Math.min(to, from + limit);
  let at = from;
  while (at < stop) {
    const end = lineEnd(text, at, to);
    found.push(new Line(text.slice(at, Math.min(end, at + LINE_LIMIT)), base < 0 ? -1 : base + at));
    at = afterNewline(text, end, to);
  }
  return found;
}

const LINE_LIMIT = 20000; // a longer line is no line that a server wrote

/**
 * Index of the newline that ends the line at `at`, or `to`.
 * @param {string} text
 * @param {number} at
 * @param {number} to
 */
export function lineEnd(text, at, to) {
  for (; at < to; at++) {
    const c = text.charCodeAt(at);
    if (c === LF || c === CR || c === LINE_SEPARATOR || c === PARAGRAPH_SEPARATOR) return at;
  }
  return to;
}

/** @param {string} text @param {number} end @param {number} to */
export function afterNewline(text, end, to) {
  if (end >= to) return to;
  return text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
}

/** @param {number} c */
export const isDigit = (c) => c >= ZERO && c <= NINE;
/** @param {number} c */
export const isLetter = (c) => (c >= LOWER_A && c <= LOWER_Z) || (c >= UPPER_A && c <= UPPER_Z);
/** @param {number} c */
export const isSpace = (c) =>
  c === SPACE || c === TAB || c === LF || c === CR || c === NO_BREAK_SPACE || c === IDEOGRAPHIC_SPACE;

const BINARY_LOOK = 1000; // characters at the start that are looked at
const BINARY_SHARE = 0.05;

/** Is it no text at all? Control characters, or what a decoder put for broken ones, in number. @param {string} text */
export function isBinary(text) {
  const stop = Math.min(text.length, BINARY_LOOK);
  let odd = 0;
  for (let i = 0; i < stop; i++) {
    const c = text.charCodeAt(i);
    // escapes belong to ISO-2022
    if (c === REPLACEMENT || c < 7 || (c > CR && c < ESCAPE) || (c > ESCAPE && c < SPACE)) odd++;
  }
  return odd > 3 && odd > stop * BINARY_SHARE;
}
