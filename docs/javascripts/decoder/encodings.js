/** Undo what mail does to text: base64, quoted-printable, charsets, encoded words, HTML. Never throws. */

import { EQUALS, ESCAPE, LAST_ASCII, SPACE, TAB } from "./characters.js";
import { Line, lines } from "./text.js";

/**
 * Bytes to text, by the browser's own decoder.
 * @param {Uint8Array} bytes
 * @param {string} charset as declared; "" when it is not
 */
export function decodeBytes(bytes, charset) {
  const name = charset.toLowerCase();
  if (name && name !== "utf-8" && name !== "us-ascii") {
    try {
      return new TextDecoder(CHARSET_NAMES[name] ?? name).decode(bytes);
    } catch {
      // a charset that nobody knows: try the usual two
    }
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Names that mail uses and the Encoding standard does not know. */
/** @type {Record<string, string>} */
const CHARSET_NAMES = {
  cp932: "shift_jis",
  ms932: "shift_jis",
  cp936: "gbk",
  cp1252: "windows-1252",
  cp1251: "windows-1251",
  "iso-2022-jp-ms": "iso-2022-jp",
  latin1: "iso-8859-1",
};

/** Nothing to decode: ASCII without the escapes of ISO-2022. @param {string} text */
export function isAscii(text) {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 126 || c === ESCAPE) return false;
  }
  return true;
}

/** A string whose characters are bytes, as bytes; null when one is not. @param {string} text */
function asBytes(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 255) return null;
    bytes[i] = c;
  }
  return bytes;
}

/**
 * A line as it stands in a mail without a transfer encoding. It may have been read byte by byte (a raw file pasted
 * as Latin-1), or still hold ISO-2022 escapes: then the declared charset is applied.
 * @param {Line} line
 * @param {string} charset
 */
export function readPlainLine(line, charset) {
  if (isAscii(line.text)) return line;
  const escapes = line.text.includes("\u001b");
  const wanted = escapes && !/^iso-2022/i.test(charset) ? "iso-2022-jp" : charset;
  const bytes = asBytes(line.text);
  if (!bytes || (!escapes && /^(iso-8859-1|windows-1252|latin1)$/i.test(wanted))) return line;
  const text = decodeBytes(bytes, wanted);
  return text === line.text || (text.includes("\ufffd") && !escapes) ? line : new Line(text, -1);
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {string} charset
 * @param {number} limit
 * @returns {Line[]}
 */
export function readBase64(text, from, to, charset, limit) {
  const bytes = base64Bytes(text, from, Math.min(to, from + Math.ceil(limit * 1.4)));
  const decoded = decodeBytes(bytes, charset);
  return lines(decoded, 0, decoded.length, -1, limit);
}

/** @param {string} text @param {number} from @param {number} to */
function base64Bytes(text, from, to) {
  const bytes = new Uint8Array(Math.ceil(((to - from) * 3) / 4) + 3);
  let n = 0;
  let bits = 0;
  let have = 0;
  for (let i = from; i < to; i++) {
    const value = BASE64[text.charCodeAt(i) & 127];
    if (value < 0 || text.charCodeAt(i) > LAST_ASCII) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    have += 6;
    if (have >= 8) {
      have -= 8;
      bytes[n++] = (bits >> have) & 255;
    }
  }
  return bytes.subarray(0, n);
}

const BASE64 = new Int8Array(128).fill(-1);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach(
  (c, i) => (BASE64[c.charCodeAt(0)] = i),
);

const HEX = new Int8Array(128).fill(-1);
[..."0123456789abcdef"].forEach((c, i) => (HEX[c.charCodeAt(0)] = HEX[c.toUpperCase().charCodeAt(0)] = i));

/** @param {string} text @param {number} i */
function hexByte(text, i) {
  const a = text.charCodeAt(i);
  const b = text.charCodeAt(i + 1);
  return a < 128 && b < 128 && HEX[a] >= 0 && HEX[b] >= 0 ? HEX[a] * 16 + HEX[b] : -1;
}

/**
 * Join soft line breaks and undo =XX, keeping the place of every character.
 * @param {Line[]} raw lines of the part as it stands
 * @param {string} charset
 * @returns {Line[]}
 */
export function readQuotedPrintable(raw, charset) {
  const out = [];
  let open = null;
  for (const line of raw) {
    const { text } = line;
    let end = text.length;
    while (end > 0 && (text.charCodeAt(end - 1) === SPACE || text.charCodeAt(end - 1) === TAB)) end--;
    const soft = end > 0 && text.charCodeAt(end - 1) === EQUALS;
    if (soft) end--;
    else end = text.length;
    if (!open && !soft && !text.includes("=")) {
      out.push(readPlainLine(line, charset));
      continue;
    }
    open ??= new QuotedLine(charset);
    open.add(line, end);
    if (!soft || open.text.length > 20000) {
      out.push(open.line());
      open = null;
    }
  }
  if (open) out.push(open.line());
  return out;
}

const NOWHERE = new Line("", -1);

class QuotedLine {
  /** @param {string} charset */
  constructor(charset) {
    this.charset = charset;
    // in these charsets an unescaped character may be half of another one: they are decoded a line at a time
    this.mixed = /^(iso-2022|shift|sjis|ms932|cp93|windows-31j|euc|gb|big5|ks_c|hz)/i.test(charset);
    this.text = "";
    /** @type {import("./text.js").Segment[]} */
    this.segments = [];
    /** @type {number[]} */
    this.bytes = []; // escaped bytes that are not decoded yet, and where their runs start
    /** @type {{ line: Line, from: number }[]} */
    this.run = [];
  }

  /** @param {Line} line @param {number} end */
  add(line, end) {
    const { text } = line;
    let at = 0;
    while (at < end) {
      let escape = text.indexOf("=", at);
      while (escape >= 0 && escape < end && hexByte(text, escape + 1) < 0) escape = text.indexOf("=", escape + 1);
      if (escape < 0 || escape >= end) escape = end;
      if (escape > at) {
        this.#putBytes();
        this.#put(text.slice(at, escape), line, at, escape, 1);
      }
      at = escape;
      // a run of escapes is one piece of encoded text, even over a soft line break
      if (at < end) this.run.push({ line, from: at });
      while (at < end && text.charCodeAt(at) === EQUALS && hexByte(text, at + 1) >= 0) {
        this.bytes.push(hexByte(text, at + 1));
        at += 3;
      }
    }
  }

  #putBytes() {
    const { bytes, run } = this;
    if (!bytes.length) return;
    const raw = Uint8Array.from(bytes);
    const decoded = this.mixed
      ? bytes.map((byte) => String.fromCharCode(byte)).join("")
      : decodeBytes(raw, this.charset);
    const step = decoded.length === bytes.length ? 3 : 0;
    const { line, from } = run[0];
    this.#put(decoded, run.length === 1 ? line : NOWHERE, from, from + 3 * bytes.length, step);
    this.bytes = [];
    this.run = [];
  }

  /** @param {string} text @param {Line} line @param {number} from @param {number} to @param {number} step */
  #put(text, line, from, to, step) {
    this.segments.push({ at: this.text.length, line, from, to, step });
    this.text += text;
  }

  line() {
    this.#putBytes();
    const line = new Line(this.text, 0, this.segments);
    return this.mixed ? readPlainLine(line, this.charset) : line;
  }
}

/** RFC 2047: `=?utf-8?q?…?=` in a header's value. @param {string} value */
export function decodeWords(value) {
  if (!value.includes("=?")) return value;
  let out = "";
  let at = 0;
  let afterWord = false;
  for (;;) {
    const start = value.indexOf("=?", at);
    const word = start < 0 ? null : encodedWord(value, start);
    if (start < 0) return out + value.slice(at);
    if (!word) {
      out += value.slice(at, start + 2);
      at = start + 2;
      afterWord = false;
      continue;
    }
    const between = value.slice(at, start);
    if (!(afterWord && between.trim() === "")) out += between;
    out += word.text;
    at = word.end;
    afterWord = true;
  }
}

/** @param {string} value @param {number} start */
function encodedWord(value, start) {
  const charsetEnd = value.indexOf("?", start + 2);
  if (charsetEnd < 0 || charsetEnd - start > 60 || value[charsetEnd + 2] !== "?") return null;
  const end = value.indexOf("?=", charsetEnd + 3);
  if (end < 0 || end - start > 2000) return null;
  const charset = value.slice(start + 2, charsetEnd).split("*")[0];
  const body = value.slice(charsetEnd + 3, end);
  const how = value[charsetEnd + 1].toLowerCase();
  if (how === "b") return { text: decodeBytes(base64Bytes(body, 0, body.length), charset), end: end + 2 };
  if (how !== "q") return null;
  const bytes = [];
  for (let i = 0; i < body.length; i++) {
    const escaped = body[i] === "=" ? hexByte(body, i + 1) : -1;
    if (escaped >= 0) {
      bytes.push(escaped);
      i += 2;
    } else bytes.push(body[i] === "_" ? 32 : body.charCodeAt(i) & 255);
  }
  return { text: decodeBytes(Uint8Array.from(bytes), charset), end: end + 2 };
}
