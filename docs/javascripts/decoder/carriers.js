/**
 * Ways in which people carry a text: quoted, in a table, as HTML source, encoded. Each carrier says whether the text is
 * wrapped in its way, and gives the lines inside; the whole is then read anew, without the wrapping.
 */

import { readBase64, readQuotedPrintable } from "./encodings.js";
import { readHtml } from "./html.js";
import { readLog } from "./logs.js";
import { PART_LIMIT } from "./mail.js";
import { Line, isBinary, lines } from "./text.js";

/** @typedef {{ text: string, top: string[] }} Wrapped the text, and its first lines that are not empty */

const TOP_LINES = 60;
const TOP_LENGTH = 20000;

/** The first lines that are not empty: enough to see how a text is wrapped. @param {string} text */
export function topLines(text) {
  const cut = text.slice(0, TOP_LENGTH).split(/\r\n?|\n/);
  return cut.filter((line) => line.trim()).slice(0, TOP_LINES);
}

/** @typedef {(wrapped: Wrapped) => Line[] | null} Carrier */

/** What stands around a text. @type {Carrier[]} */
export const WRAPPINGS = [
  quoted, //
  bordered,
  prefixed,
  doubled,
  repeated,
  base64Alone,
  quotedPrintableAlone,
  htmlSource,
];

/** How a program printed it. @type {Carrier[]} */
export const PRINTINGS = [
  rustDebug, //
  writtenEscapes,
  oneLine,
];

const MOST = 0.8; // of the lines looked at
const INTRODUCTION = 6; // lines in front of a quotation

/** A report stands at the top: so much of a wrapped text is unwrapped. */
const UNWRAP_LIMIT = 1_000_000;

/** @param {string} text */
const all = (text) => lines(text, 0, text.length, 0, UNWRAP_LIMIT);

/** @param {string[]} top @param {(line: string) => boolean} fits */
const most = (top, fits) => top.filter(fits).length >= top.length * MOST;

const QUOTED = /^(?:[ \t]{0,3}>(?!>> )){1,20}[ \t]?/;

/** `> ` in front of each line; a transcript's `>>> DATA` is something else. @param {Wrapped} wrapped */
function quoted({ text, top }) {
  const first = top.findIndex((line) => QUOTED.test(line));
  if (first < 0 || first > INTRODUCTION || !most(top.slice(first), (line) => QUOTED.test(line))) return null;
  const found = all(text);
  const start = found.findIndex((line) => QUOTED.test(line.text));
  return found.slice(start).map((line) => {
    const mark = QUOTED.exec(line.text);
    return mark ? line.cut(mark[0].length) : line;
  });
}

const BORDERED = /^\s*[|│┃║](?![|])/;
const RULE = /^[\s|│┃║+=:\u2500-\u257f-]+$/;

/** A table's borders around each line. @param {Wrapped} wrapped */
function bordered({ text, top }) {
  const rows = top.filter((line) => !RULE.test(line));
  if (!rows.length || !most(rows, (line) => BORDERED.test(line))) return null;
  return all(text)
    .filter((line) => !RULE.test(line.text) || !line.text.trim())
    .map((line) => {
      const open = /^\s*[|│┃║] ?/.exec(line.text)?.[0].length ?? 0;
      const close = /\s*[|│┃║]\s*$/.exec(line.text.slice(-BORDER_LIMIT))?.[0].length ?? 0;
      return line.cut(open, Math.max(open, line.text.length - close));
    });
}

const BORDER_LIMIT = 400; // characters at a line's end

/**
 * The name of a container in front of each line, `mail_1  | …`, or OpenSMTPD's session, `mta: 0xea6710: <<< …`.
 * @param {Wrapped} wrapped
 */
function prefixed({ text, top }) {
  const mark = /^(?:[\w.-]{1,60} {1,20}\| ?|mta: 0x[\da-f]{1,16}: )/;
  if (!mark.test(top[0] ?? "") || !most(top, (line) => mark.test(line))) return null;
  return all(text).map((line) => line.cut(mark.exec(line.text)?.[0].length ?? 0));
}

const DOUBLED_LINES = 5;

/** An empty line behind every line, as some web pages copy. @param {Wrapped} wrapped */
function doubled({ text, top }) {
  if (top.length < DOUBLED_LINES) return null;
  const seen = text.slice(0, TOP_LENGTH).split(/\r\n?|\n/);
  const gaps = [];
  let empty = 0;
  let started = false;
  for (const line of seen) {
    if (!line.trim()) empty++;
    else {
      if (started) gaps.push(empty);
      started = true;
      empty = 0;
    }
  }
  if (!gaps.every((gap) => gap % 2 === 1) || !gaps.some((gap) => gap > 1)) return null;
  const out = [];
  empty = 0;
  for (const line of all(text)) {
    if (line.text.trim()) {
      out.push(line);
      empty = 0;
    } else if (++empty % 2 === 0) out.push(line);
  }
  return out;
}

const REPEATED_LINES = 8;

/** Every line twice. @param {Wrapped} wrapped */
function repeated({ text, top }) {
  if (top.length < REPEATED_LINES) return null;
  for (let i = 0; i + 1 < top.length; i += 2) if (top[i] !== top[i + 1]) return null;
  const out = [];
  let last = ""; // the line in front, while its second half is awaited
  for (const line of all(text)) {
    if (line.text.trim() && line.text === last) last = "";
    else {
      out.push(line);
      last = line.text;
    }
  }
  return out;
}

const BASE64_LENGTH = 40;
const BASE64_LINE = /^[A-Za-z0-9+/]{4,}={0,2}$/;

/** Base64 and nothing else. @param {Wrapped} wrapped */
function base64Alone({ text, top }) {
  const joined = top.map((line) => line.trim());
  if (!joined.every((line) => BASE64_LINE.test(line))) return null;
  if (text.length < BASE64_LENGTH || !/^[A-Za-z0-9+/=\s]+$/.test(text)) return null;
  const found = readBase64(text, 0, text.length, "", PART_LIMIT);
  const sample = found
    .slice(0, TOP_LINES)
    .map((line) => line.text)
    .join("\n");
  return isBinary(sample) || !/[ @]/.test(sample) ? null : found;
}

const SOFT_BREAK = /^.{50,}[^=\-_*#]=[ \t]*$/;
const ESCAPED_MARK = /=3D|=(?:20|09)$/;
const ESCAPED_LETTER = /=(?:C[2-9]|D[01]|E[0-9A-F])=[89AB][0-9A-F]/;

/** Quoted-printable without the head that says so. @param {Wrapped} wrapped */
function quotedPrintableAlone({ text, top }) {
  const marks = top.filter((line) => SOFT_BREAK.test(line) || ESCAPED_MARK.test(line)).length;
  if (marks < 2 && !top.some((line) => ESCAPED_LETTER.test(line))) return null;
  if (top.some((line) => /content-transfer-encoding/i.test(line))) return null; // its head says how it is coded
  return readQuotedPrintable(all(text.slice(0, PART_LIMIT)), "");
}

const TAG =
  /<\/?(?:html|body|head|div|p|br|span|table|tbody|tr|td|th|pre|code|b|strong|i|em|font|a|ul|ol|li|h[1-6]|blockquote|meta|style)(?:\s[^<>]{0,400})?\/?>/gi;

/** HTML source, from wherever it was copied. @param {Wrapped} wrapped */
function htmlSource({ text, top }) {
  const cut = top.join("\n");
  const tags = cut.match(TAG)?.length ?? 0;
  if (tags < 2 || (tags < 4 && !/^\s*</.test(cut))) return null;
  if (/^[\w-]{1,60}:/.test(top[0]) && /^content-type:/im.test(cut)) return null; // a mail, which says what it is
  const found = readHtml(all(text.slice(0, PART_LIMIT)), PART_LIMIT);
  return found.length ? found : null;
}

const ESCAPES = /\\(?:r\\n|[nrt"'/])/g;
const ESCAPES_NEEDED = 2;

/** `\n` and `\"` written out, as a log or a program prints a text. @param {Wrapped} wrapped */
function writtenEscapes({ text, top }) {
  if ((top.join(" ").match(ESCAPES)?.length ?? 0) < ESCAPES_NEEDED) return null;
  return all(text).flatMap((line) => unescaped(line));
}

/** @param {Line} line */
function unescaped(line) {
  /** @type {Line[]} */
  const out = [];
  /** @type {import("./text.js").Segment[]} */
  let segments = [];
  let plain = "";
  let from = 0;
  const put = (/** @type {number} */ to) => {
    if (to > from) segments.push({ at: plain.length, line, from, to, step: 1 });
    plain += line.text.slice(from, to);
  };
  const flush = () => {
    out.push(new Line(plain, 0, segments));
    plain = "";
    segments = [];
  };
  for (const { 0: mark, index } of line.text.matchAll(ESCAPES)) {
    put(index);
    if (/n$/.test(mark)) flush();
    from = index + (/[nrt]$/.test(mark) ? mark.length : 1);
  }
  put(line.text.length);
  flush();
  return out;
}

/** How Rust's lettre prints a code's three digits. */
const RUST_CODE = /Code \{ severity: (\w{1,40}), category: (\w{1,20}), detail: (\w{1,6}) \}/g;
const SEVERITIES = [
  "PositiveCompletion",
  "PositiveIntermediate",
  "TransientNegativeCompletion",
  "PermanentNegativeCompletion",
];
const CATEGORIES = ["Syntax", "Information", "Connections", "Unspecified3", "Unspecified4", "MailSystem"];
const DETAILS = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
/** How other libraries of Rust print an enhanced code. */
const RUST_ENHANCED = /\besc: \[(\d), (\d{1,3}), (\d{1,3})\]/g;

/** The debug output of Rust's mail libraries. @param {Wrapped} wrapped */
function rustDebug({ text }) {
  if (!text.includes("Code { severity: ") && !text.includes("esc: [")) return null;
  return all(text).map((line) => {
    const codes = rewrite(line, RUST_CODE, ([, severity, category, detail]) => {
      const digits = [SEVERITIES.indexOf(severity) + 2, CATEGORIES.indexOf(category), DETAILS.indexOf(detail)];
      return digits[0] > 3 && digits.every((digit) => digit >= 0) ? `code: ${digits.join("")}` : null;
    });
    return rewrite(codes, RUST_ENHANCED, ([, a, b, c]) => `${a}.${b}.${c}`);
  });
}

/**
 * A line with some pieces told otherwise.
 * @param {Line} line
 * @param {RegExp} pattern
 * @param {(hit: RegExpMatchArray) => string | null} word
 */
function rewrite(line, pattern, word) {
  const segments = [];
  let out = "";
  let from = 0;
  const put = (/** @type {number} */ to) => {
    if (to > from) segments.push({ at: out.length, line, from, to, step: 1 });
    out += line.text.slice(from, to);
  };
  for (const hit of line.text.matchAll(pattern)) {
    const said = word(hit);
    if (said === null) continue;
    put(hit.index);
    segments.push({ at: out.length, line, from: hit.index, to: hit.index + hit[0].length, step: 0 });
    out += said;
    from = hit.index + hit[0].length;
  }
  if (!from) return line;
  put(line.text.length);
  return new Line(out, 0, segments);
}

/**
 * Does the code here only repeat that of a reply over several lines, as a log line prints it: `550-5.7.1 … 550 5.7.1
 * …`?
 * @param {string} text
 * @param {number} at
 */
function goesOn(text, at) {
  const code = text.slice(at, at + 3);
  if (!/^[245]\d\d$/.test(code)) return false;
  const before = text.lastIndexOf(code, at - 1);
  return before >= 0 && text[before + 3] === "-";
}

const ONE_LINE = 60; // characters
/** What starts a line in a report, a transcript or a mail's head. */
const STARTS = new RegExp(
  [
    "(?:reporting-mta|final-recipient|original-recipient|action|status|remote-mta|diagnostic-code): ",
    "(?:last-attempt-date|arrival-date|will-retry-until|received-from-mta|x-postfix-[a-z-]+|final-log-id): ",
    "(?:return-path|received|from|to|subject|date|message-id|mime-version|content-type|reply-to): ",
    "(?:>>>|<<<) ",
    "--[A-Za-z]|-{3,}[ -]?[A-Za-z]",
    // behind a code it belongs to the answer
    "(?<!(?:[245]\\.\\d{1,3}\\.\\d{1,3}|\\b[245]\\d\\d) )<[^<>@ ]{1,64}@[^<>@ ]{1,255}>(?:: | \\()",
    "(?<=\\w -{3,5} {1,4})\\S",
    "[^<>@: ]{1,64}@[^<>@: ]{1,255}: ",
    "(?<![:;,(] )[245]\\d\\d[ -](?:[245]\\.\\d|[A-Za-z<])",
    "[SC]: ",
    "\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d",
    "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) [ \\d]\\d \\d\\d:\\d\\d:\\d\\d",
    "\\.\\.\\. while talking to ",
  ].join("|"),
  "gi",
);

/** When a line of a log was written. */
const DATES = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/g;

/**
 * All line breaks lost: broken anew where reports and transcripts start a line; one line of a log is whole.
 * @param {Wrapped} wrapped
 */
function oneLine({ text, top }) {
  if (top.length !== 1 || text.length < ONE_LINE || text.length > PART_LIMIT) return null;
  if ((text.match(DATES)?.length ?? 0) < 2 && readLog([new Line(text, 0)]).read) return null;
  const places = [];
  for (const { index } of text.matchAll(STARTS))
    if (index === 0 || (text[index - 1] === " " && !goesOn(text, index))) places.push(index);
  if (!places.some((place) => place > 0)) return null;
  const whole = new Line(text, 0);
  const out = [];
  let from = 0;
  for (const place of [...places, text.length]) {
    if (place > from) out.push(whole.cut(from, place));
    from = place;
  }
  return out;
}
