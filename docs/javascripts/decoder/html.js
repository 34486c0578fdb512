/** The readable lines of an HTML part; its characters keep their places. */

import { AMPERSAND, LESS_THAN } from "./characters.js";
import { Line } from "./text.js";

/** Elements that start a new line; everything else is inline. */
const BLOCKS = new Set(
  "br p div tr td th table li ul ol h1 h2 h3 h4 h5 h6 pre blockquote hr title body dt dd section".split(" "),
);
const ENTITY_LIMIT = 9;
const HIDDEN = new Set(["style", "script", "head"]);
/** @type {Record<string, string>} */
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " ", "#39": "'" };

/**
 * @param {Line[]} source
 * @param {number} limit characters to read
 * @returns {Line[]}
 */
export function readHtml(source, limit) {
  const reader = new HtmlReader();
  let read = 0;
  for (const line of source) {
    if (read > limit) break;
    read += line.text.length;
    reader.read(line);
  }
  reader.flush();
  return reader.out;
}

class HtmlReader {
  constructor() {
    /** @type {Line[]} */
    this.out = [];
    this.text = "";
    /** @type {import("./text.js").Segment[]} */
    this.segments = [];
    /** @type {string | null} */
    this.tag = null; // the start of the tag that is being read
    this.hidden = ""; // the element whose content nobody sees
    this.verbatim = false; // inside <pre>, where newlines count
  }

  /** @param {Line} line */
  read(line) {
    const { text } = line;
    let at = 0;
    while (at < text.length) {
      if (this.tag !== null) {
        const close = text.indexOf(">", at);
        if (this.tag.length < 40) this.tag += text.slice(at, close < 0 ? at + 40 : Math.min(close, at + 40));
        if (close < 0) break;
        this.#endTag(this.tag);
        this.tag = null;
        at = close + 1;
        continue;
      }
      const mark = nextMark(text, at);
      if (!this.hidden && mark > at) this.#put(text.slice(at, mark), line, at, mark, 1);
      at = mark;
      if (at >= text.length) break;
      if (text[at] === "<" && (this.hidden ? text[at + 1] === "/" : looksLikeTag(text, at))) {
        this.tag = "";
        at++;
      } else at = this.#character(line, at);
    }
    if (this.tag !== null) this.tag += " ";
    else if (this.verbatim) this.flush(true);
    else if (this.text) this.#put(" ", NOWHERE, 0, 1, 1); // HTML's own newlines are spaces
  }

  /** An entity, or a mark that is none. @param {Line} line @param {number} at */
  #character(line, at) {
    const { text } = line;
    if (this.hidden) return at + 1;
    const length = text[at] === "&" ? text.slice(at, at + ENTITY_LIMIT).indexOf(";") : -1;
    const end = at + length;
    const name = length > 0 ? text.slice(at + 1, end) : "";
    const plain = ENTITIES[name] ?? numbered(name);
    this.#put(plain || text[at], line, at, plain ? end + 1 : at + 1, plain ? 0 : 1);
    return plain ? end + 1 : at + 1;
  }

  /** @param {string} tag */
  #endTag(tag) {
    const closing = tag.startsWith("/");
    const name = tag.split(/[\s/]/, 2)[closing ? 1 : 0].toLowerCase();
    if (this.hidden) {
      if (closing && name === this.hidden) this.hidden = "";
    } else if (HIDDEN.has(name) && !closing) this.hidden = name;
    else if (BLOCKS.has(name)) this.flush(name === "br");
    if (name === "pre") this.verbatim = !closing;
  }

  /** @param {string} text @param {Line} line @param {number} from @param {number} to @param {number} step */
  #put(text, line, from, to, step) {
    this.segments.push({ at: this.text.length, line, from, to, step });
    this.text += text;
  }

  /** @param {boolean} [empty] whether an empty line counts */
  flush(empty = false) {
    if (empty || this.text.trim()) this.out.push(new Line(this.text, 0, this.segments));
    this.text = "";
    this.segments = [];
  }
}

const NOWHERE = new Line(" ", -1);

/** `#60` and `#x3c` @param {string} name */
function numbered(name) {
  const code = /^#(?:(\d{2,5})|x([0-9a-f]{2,4}))$/i.exec(name);
  return code ? String.fromCharCode(code[1] ? Number(code[1]) : parseInt(code[2], 16)) : "";
}

/** The next `<` or `&`, or the end. @param {string} text @param {number} at */
function nextMark(text, at) {
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === LESS_THAN || c === AMPERSAND) return at;
  }
  return at;
}

/** `<b>` is a tag, `<ada@example.org>` an address. @param {string} text @param {number} at */
function looksLikeTag(text, at) {
  const next = text[at + 1] ?? "";
  if (!/[a-zA-Z/!?]/.test(next)) return false;
  for (let i = at + 1; i < text.length && i < at + 120; i++) {
    const c = text[i];
    if (c === ">" || c === " " || c === "=" || c === "\t") return true;
    if (c === "@") return false;
  }
  return true;
}
