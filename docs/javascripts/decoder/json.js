/**
 * JSON (RFC 8259) that knows where its strings stood, and that may be cut off: what was read until then is kept. It
 * stands anywhere in a text: behind a log line's date, in front of a mail's footer, one object a line.
 */

import { Line, isSpace } from "./text.js";

/**
 * @typedef {{ kind: "object", fields: Map<string, Json> }} JsonObject names in lower case, the first of each name
 * @typedef {{ kind: "list", items: Json[] }} JsonList
 * @typedef {{ kind: "text", line: Line }} JsonText
 * @typedef {{ kind: "word", line: Line }} JsonWord a number, true, false, null
 * @typedef {JsonObject | JsonList | JsonText | JsonWord} Json
 */

const DEPTH_LIMIT = 40;
const NODE_LIMIT = 50000;
const VALUES_LIMIT = 1000;
const WORD_LIMIT = 40;

/** How an object or a list of objects begins; `{ code: 5 }` is JavaScript's and read as text. */
const BEGIN = /\{\s*"|\[\s*(?:\{\s*")/g;

/**
 * Every value of a text, one after another.
 * @param {Line} source
 * @returns {Json[]}
 */
export function readJson(source) {
  const reader = new Reader(source);
  const found = [];
  BEGIN.lastIndex = 0;
  for (let hit = BEGIN.exec(source.text); hit && found.length < VALUES_LIMIT; hit = BEGIN.exec(source.text)) {
    reader.at = hit.index;
    const value = reader.value(0);
    if (value && (value.kind !== "object" || value.fields.size)) found.push(value);
    BEGIN.lastIndex = Math.max(reader.at, hit.index + 1);
    if (reader.nodes > NODE_LIMIT) break;
  }
  return found;
}

class Reader {
  /** @param {Line} source */
  constructor(source) {
    this.source = source;
    this.text = source.text;
    this.at = 0;
    this.nodes = 0;
  }

  #space() {
    while (this.at < this.text.length && isSpace(this.text.charCodeAt(this.at))) this.at++;
    return this.text[this.at];
  }

  /** @param {number} depth @returns {Json | null} null: nothing that JSON knows stands here */
  value(depth) {
    if (depth > DEPTH_LIMIT || ++this.nodes > NODE_LIMIT) return null;
    const first = this.#space();
    if (first === '"') return { kind: "text", line: this.#string() };
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#list(depth);
    const from = this.at;
    while (this.at < this.text.length && this.at - from < WORD_LIMIT && /[\w.+-]/.test(this.text[this.at])) this.at++;
    return this.at > from ? { kind: "word", line: this.source.cut(from, this.at) } : null;
  }

  /** @param {number} depth @returns {JsonObject} */
  #object(depth) {
    /** @type {Map<string, Json>} */
    const fields = new Map();
    this.at++;
    while (this.#space() === '"') {
      const name = this.#string().text.toLowerCase();
      if (this.#space() !== ":") break;
      this.at++;
      const content = this.value(depth + 1);
      if (!content) break;
      if (!fields.has(name)) fields.set(name, content);
      if (this.#space() !== ",") break;
      this.at++;
    }
    if (this.#space() === "}") this.at++;
    return { kind: "object", fields };
  }

  /** @param {number} depth @returns {JsonList} */
  #list(depth) {
    const items = [];
    this.at++;
    while (this.#space() !== "]" && this.at < this.text.length) {
      const item = this.value(depth + 1);
      if (!item) break;
      items.push(item);
      if (this.#space() !== ",") break;
      this.at++;
    }
    if (this.#space() === "]") this.at++;
    return { kind: "list", items };
  }

  /** The text between two quotation marks, its escapes undone. */
  #string() {
    const from = ++this.at;
    const segments = [];
    let out = "";
    let start = from;
    const put = (/** @type {number} */ to) => {
      if (to > start) segments.push({ at: out.length, line: this.source, from: start, to, step: 1 });
      out += this.text.slice(start, to);
    };
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || c === '"') break;
      if (c !== "\\") {
        this.at++;
        continue;
      }
      put(this.at);
      const { text, end } = unescape(this.text, this.at);
      segments.push({ at: out.length, line: this.source, from: this.at, to: end, step: 0 });
      out += text;
      start = this.at = end;
    }
    const to = this.at;
    this.at = Math.min(this.at + 1, this.text.length);
    if (start === from) return this.source.cut(from, to);
    put(to);
    return new Line(out, 0, segments);
  }
}

/** @type {Record<string, string>} */
const ESCAPES = { n: "\n", r: "\r", t: "\t", b: " ", f: " " };

/** @param {string} text @param {number} at the backslash */
function unescape(text, at) {
  const name = text[at + 1] ?? "";
  const code = name === "u" ? /^[0-9a-f]{4}/i.exec(text.slice(at + 2, at + 6))?.[0] : undefined;
  if (code) return { text: String.fromCharCode(parseInt(code, 16)), end: at + 6 };
  return { text: ESCAPES[name] ?? name, end: at + 1 + name.length };
}
