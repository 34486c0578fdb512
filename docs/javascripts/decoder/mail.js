/**
 * A pasted mail as a tree of parts. Tolerant: half a mail, no headers, wrong boundaries all give something readable.
 */

import { COLON, CR, DASH, LF, LOWER_D, LOWER_X, NINE, SPACE, TAB, UNDERSCORE, ZERO } from "./characters.js";
import { decodeWords, isAscii, readBase64, readPlainLine, readQuotedPrintable } from "./encodings.js";
import { readHtml } from "./html.js";
import { afterNewline, isLetter, lineEnd, lines } from "./text.js";

/** @typedef {import("./text.js").Line} Line */

/**
 * @typedef {object} Part
 * @property {Map<string, string>} headers unfolded, names in lower case, the first of each name
 * @property {string} type media type in lower case, "" when there is none
 * @property {Map<string, string>} params parameters of the Content-Type
 * @property {string} text the text that the offsets below count in
 * @property {number} base offset of text[0] in the pasted text, -1 when it cannot be traced
 * @property {number} from start of the body
 * @property {number} to end of the body
 * @property {Part[]} parts
 * @property {boolean} isMail whether headers were found
 */

const DEPTH_LIMIT = 8;
const PARTS_LIMIT = 200;
const BOUNDARY_LIMIT = 200; // RFC 2046 allows 70 characters
/** So much of one part is read: a report stands at its top, the rest is the mail that it is about. */
export const PART_LIMIT = 400000;

/** Headers that make a text a mail; two of them are needed. */
const MAIL_HEADERS = new Set(
  (
    "from to subject date received return-path message-id mime-version content-type delivered-to reply-to cc " +
    "sender content-transfer-encoding auto-submitted x-failed-recipients delivery-date envelope-to x-original-to " +
    "errors-to content-description content-disposition references dkim-signature arc-seal x-mailer precedence list-id"
  ).split(" "),
);

/**
 * @param {string} text
 * @returns {Part}
 */
export function readMail(text) {
  return readPart(text, 0, text.length, 0, { depth: 0, parts: 0 }, false);
}

/**
 * @param {string} text @param {number} from @param {number} to @param {number} base
 * @param {{ depth: number, parts: number }} budget
 * @param {boolean} inside a part of a multipart: its headers need no proof
 * @returns {Part}
 */
function readPart(text, from, to, base, budget, inside) {
  let at = from;
  while (!inside && at < to && text.charCodeAt(at) <= SPACE) at++; // people paste with leading blank lines
  const head = readHeaders(text, at, to);
  const isMail = inside ? head.names > 0 || head.blank : head.known >= 2;
  const headers = isMail ? head.headers : new Map();
  const { type, params } = contentType(headers.get("content-type") ?? "");
  /** @type {Part} */
  const part = { headers, type, params, text, base, from: isMail ? head.end : from, to, parts: [], isMail };
  if (budget.depth >= DEPTH_LIMIT) return part;
  const boundary = type.startsWith("multipart/") || params.has("boundary") ? params.get("boundary") : "";
  const guessed = !boundary && !inside && !headers.has("content-type") ? guessBoundary(text, part.from, to) : "";
  if (boundary || guessed) {
    budget.depth++;
    splitParts(part, boundary || guessed, budget, guessed !== "");
    budget.depth--;
  } else if (type === "message/rfc822" || type === "message/global") {
    budget.depth++;
    part.parts.push(readPart(text, part.from, to, base, budget, false));
    budget.depth--;
  }
  return part;
}

/**
 * @param {Part} part
 * @param {string} boundary
 * @param {{ depth: number, parts: number }} budget
 * @param {boolean} keepStart
 */
function splitParts(part, boundary, budget, keepStart) {
  const { text, base } = part;
  if (boundary.length > BOUNDARY_LIMIT) return;
  const mark = "--" + boundary;
  let open = -1; // where the part being read starts; before the first boundary stands a preamble
  let at = part.from;
  while (budget.parts < PARTS_LIMIT) {
    const found = findAtLineStart(text, mark, at, part.to);
    if (open < 0 && keepStart && found > part.from && !part.parts.length) {
      part.parts.push({
        ...part,
        headers: new Map(),
        type: "",
        params: new Map(),
        to: found,
        parts: [],
        isMail: false,
      });
    }
    if (open >= 0) {
      part.parts.push(readPart(text, open, found < 0 ? part.to : found, base, budget, true));
      budget.parts++;
    }
    if (found < 0) break;
    const end = lineEnd(text, found, part.to);
    const last = text.startsWith("--", found + mark.length);
    open = last ? -1 : afterNewline(text, end, part.to);
    at = afterNewline(text, end, part.to);
  }
}

/** @param {string} text @param {string} mark @param {number} from @param {number} to */
function findAtLineStart(text, mark, from, to) {
  const part = text.slice(from, to); // a boundary that does not come must not be looked for behind its part
  for (let at = 0; ;) {
    const found = part.indexOf(mark, at);
    if (found < 0) return -1;
    let start = found;
    while (start > at && (part.charCodeAt(start - 1) === SPACE || part.charCodeAt(start - 1) === TAB)) start--;
    if (start === 0 || part.charCodeAt(start - 1) === LF || part.charCodeAt(start - 1) === CR) return from + found;
    at = found + 1;
  }
}

/**
 * Somebody pasted the body of a report without its headers: find the boundary by the header after it.
 * @param {string} text
 * @param {number} from
 * @param {number} to
 */
function guessBoundary(text, from, to) {
  let at = text.startsWith("--", from) ? from : nextDashes(text, from);
  for (let tries = 0; tries < 20 && at >= 0 && at < to; tries++) {
    const end = lineEnd(text, at, to);
    const next = afterNewline(text, end, to);
    if (text.slice(next, next + 8).toLowerCase() === "content-")
      return text.slice(at + 2, Math.min(end, at + 2 + BOUNDARY_LIMIT)).trimEnd();
    at = nextDashes(text, end);
  }
  return "";
}

/** @param {string} text @param {number} from */
function nextDashes(text, from) {
  const found = text.indexOf("\n--", from);
  return found < 0 ? -1 : found + 1;
}

/** @param {string} text @param {number} from @param {number} to */
function readHeaders(text, from, to) {
  /** @type {Map<string, string>} */
  const headers = new Map();
  let known = 0;
  let names = 0;
  let at = from;
  let last = "";
  for (let n = 0; at < to && n < 3000; n++) {
    const end = lineEnd(text, at, to);
    const next = afterNewline(text, end, to);
    if (end === at) return { headers, known, names, end: next, blank: n === 0 };
    const first = text.charCodeAt(at);
    if ((first === SPACE || first === TAB) && last) {
      const value = last === " " ? null : (headers.get(last) ?? "");
      if (value !== null && value.length < 4000)
        headers.set(last, value + " " + text.slice(at, Math.min(end, at + 2000)).trim());
    } else {
      const name = headerName(text, at, end);
      if (!name) {
        if (n === 0 && (text.startsWith("From ", at) || text.startsWith(">From ", at))) {
          at = next;
          continue;
        }
        return { headers, known, names, end: at, blank: false };
      }
      names++;
      if (MAIL_HEADERS.has(name)) known++;
      last = headers.has(name) || !wanted(name) ? " " : name; // " ": the lines that continue it go nowhere
      if (last === name) headers.set(name, text.slice(at + name.length + 1, Math.min(end, at + 2000)).trim());
    }
    at = next;
  }
  return { headers, known, names, end: at, blank: false };
}

const X_HEADERS = new Set(["x-failed-recipients", "x-mail-autoreply", "x-list-administrivia"]);

/** Headers that anybody here asks for. @param {string} name */
function wanted(name) {
  const c = name.charCodeAt(0);
  if (c === LOWER_X) return X_HEADERS.has(name) || name.startsWith("x-auto");
  if (c === LOWER_D) return name === "date"; // and not the long signatures of DKIM and DomainKeys
  return name !== "received" && !name.startsWith("arc-") && !name.startsWith("authentication");
}

/**
 * The name in front of a header's colon, in lower case, or "".
 * @param {string} text
 * @param {number} at
 * @param {number} end
 */
export function headerName(text, at, end) {
  const stop = Math.min(end, at + 60);
  for (let i = at; i < stop; i++) {
    const c = text.charCodeAt(i);
    if (c === COLON) return i > at ? text.slice(at, i).toLowerCase() : "";
    if (!isLetter(c) && c !== DASH && c !== UNDERSCORE && !(c >= ZERO && c <= NINE && i > at)) return "";
  }
  return "";
}

/** @param {string} value */
export function contentType(value) {
  const params = new Map();
  const pieces = splitParams(value);
  for (const piece of pieces.slice(1)) {
    const equals = piece.indexOf("=");
    if (equals < 0) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    let content = piece.slice(equals + 1).trim();
    if (content.startsWith('"'))
      content = content.slice(1, content.endsWith('"') && content.length > 1 ? -1 : undefined);
    if (!params.has(name)) params.set(name, content);
  }
  return { type: (pieces[0] ?? "").trim().toLowerCase(), params };
}

/** Cut at semicolons outside quotes. @param {string} value */
function splitParams(value) {
  const out = [];
  let quoted = false;
  let at = 0;
  for (let i = 0; i < value.length; i++) {
    if (value[i] === '"') quoted = !quoted;
    else if (value[i] === ";" && !quoted) {
      out.push(value.slice(at, i));
      at = i + 1;
    }
  }
  out.push(value.slice(at));
  return out;
}

/** Readable lines of a part's own body, decoded. @param {Part} part @returns {Line[]} */
export function partLines(part) {
  const how = (part.headers.get("content-transfer-encoding") ?? "").trim().toLowerCase();
  const charset = part.params.get("charset") ?? "";
  const { text, from, to, base } = part;
  let found;
  if (how === "base64") found = readBase64(text, from, to, charset, PART_LIMIT);
  else {
    found = lines(text, from, to, base, PART_LIMIT);
    if (how === "quoted-printable") found = readQuotedPrintable(found, charset);
    else if (!isAscii(text.slice(from, Math.min(to, from + PART_LIMIT))))
      found = found.map((line) => readPlainLine(line, charset));
  }
  return part.type === "text/html" || looksLikeHtml(found) ? readHtml(found, PART_LIMIT) : found;
}

/** @param {Line[]} found */
function looksLikeHtml(found) {
  for (let i = 0; i < found.length && i < 5; i++) {
    const start = found[i].text.trimStart().slice(0, 15).toLowerCase();
    if (start.startsWith("<html") || start.startsWith("<!doctype html") || start.startsWith("<head")) return true;
    if (start) return false;
  }
  return false;
}

/** A header's value as people read it. @param {Part} part @param {string} name */
export function header(part, name) {
  return decodeWords(part.headers.get(name) ?? "");
}
