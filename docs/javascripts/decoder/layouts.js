/**
 * Reports that are prose: who failed, and what was said of it.
 *
 * MTAs differ in their words and agree in their shape: a recipient, on a line of its own or behind a label, and
 * the answer right behind or below it. So the shape is read, and the words matter only for labels.
 */

import { countAddresses, findAddress, saidHost } from "./addresses.js";
import * as words from "./layout-words.js";
import { newEntry } from "./report.js";
import { Snippet } from "./text.js";

const COPY_MARKS = Object.values(words.COPY_MARKS).flat();

/** What any of them holds, to pass quickly over the other lines. */
const COPY_HINT = /copy|message|mail|mensa[jg]e|messag|nachricht|сообщение|メッセージ|原邮件/i;

/** @param {string} text */
function isCopyMark(text) {
  if (text.length > 110 || !COPY_HINT.test(text)) return false;
  let from = 0;
  while (from < text.length && "-=_*|#:~<> \t".includes(text[from])) from++;
  const low = text.slice(from).toLowerCase();
  if (low.startsWith("original message was received") || low.startsWith("the original message was received"))
    return false;
  const bare = low.startsWith("the ") ? low.slice(4) : low;
  for (const mark of COPY_MARKS) if (bare.startsWith(mark) || low.startsWith(mark)) return true;
  return false;
}

/** Lines in front of the copy of the original message, and the rest. @param {import("./text.js").Line[]} found */
export function splitAtCopy(found) {
  for (let i = 0; i < found.length; i++) {
    const { text } = found[i];
    if (text.length > 4 && isCopyMark(text.trim())) return { report: found.slice(0, i), copy: found.slice(i + 1) };
  }
  return { report: found, copy: [] };
}

const OTHER_LABELS = Object.values(words.OTHER_LABELS).flat();

const REPORTERS = new RegExp(Object.values(words.REPORTERS).flat().join("|"), "i");
const RECIPIENT_WORDS = Object.values(words.RECIPIENT_WORDS).flat();

/**
 * @param {import("./text.js").Line[]} found lines of the report, without the copy
 * @returns {{ entries: import("./report.js").Entry[], loose: Snippet[], reporter: string | null }}
 */
export function readProse(found) {
  const reader = new ProseReader();
  for (const line of found.slice(0, LINES_LIMIT)) reader.read(unquoted(line));
  return reader.result();
}

const LINES_LIMIT = 4000;
const ENTRY_LIMIT = 500;

/**
 * A forwarded report has "> " in front of each line; a Sendmail transcript's ">>> DATA" is something else.
 * @param {import("./text.js").Line} line
 */
function unquoted(line) {
  const { text } = line;
  let from = 0;
  while (text[from] === ">" && !(text.startsWith(">>> ", from) && text[from + 4] !== ">"))
    from += text[from + 1] === " " ? 2 : 1;
  return from ? line.cut(from) : line;
}

/** The server's side of a transcript: `<<< 550 …`; some mark it with `>>>`, as others the client's. */
const SAID = /^<<<[ \t]|^>>> [245]\d\d[ -]/;

class ProseReader {
  constructor() {
    /** @type {import("./report.js").Entry[]} */
    this.entries = [];
    /** @type {Snippet[]} */
    this.loose = []; // paragraphs that belong to no recipient
    /** @type {import("./report.js").Entry | null} */
    this.entry = null; // the recipient whose answer is being read
    /** @type {Snippet | null} */
    this.current = null; // that answer
    this.indent = 0; // of the line that names the recipient: what stands further in belongs to it
    /** @type {Snippet | null} */
    this.paragraph = null;
    /** @type {Snippet | null} */
    this.transcript = null; // what the server said: lines with <<<
    /** @type {string | null} */
    this.commandRecipient = null;
    /** @type {string | null} */
    this.host = null; // the server that the transcript talks to
    /** @type {string | null} */
    this.firstHost = null;
    /** @type {string | null} */
    this.reporter = null;
  }

  /** @param {import("./text.js").Line} line */
  read(line) {
    const text = line.text.trim();
    if (!text) {
      this.entry = null;
      this.paragraph = null;
      this.transcript = null;
      return;
    }
    this.reporter ??= reporterIn(text);
    if (SAID.test(text)) return this.#said(line);
    this.transcript = null;
    if (text.startsWith(">>> ")) return this.#command(text);
    if (text.startsWith("...")) {
      this.host = saidHost(text) ?? this.host;
      this.firstHost ??= this.host;
      return;
    }
    if (/^[-=_*#|]{3,}/.test(text) && !findAddress(text)) {
      this.entry = null;
      return;
    }
    const indent = line.text.length - line.text.trimStart().length;
    if (this.entry && indent > this.indent) return this.#continue(line, text);
    const start = recipientIn(text);
    if (start && this.entry && start.address.toLowerCase() === this.entry.recipient?.toLowerCase())
      return this.#continue(line, text);
    if (start) {
      this.indent = indent;
      return this.#open(start, line, text);
    }
    if (this.entry) return this.#continue(line, text);
    this.paragraph ??= this.#newParagraph();
    this.paragraph.add(line);
  }

  #newParagraph() {
    const snippet = new Snippet();
    if (this.loose.length < ENTRY_LIMIT) this.loose.push(snippet);
    return snippet;
  }

  /**
   * @param {{ address: string, end: number, whole: boolean }} start
   * @param {import("./text.js").Line} line
   * @param {string} text
   */
  #open(start, line, text) {
    const known = this.entries.find((entry) => entry.recipient?.toLowerCase() === start.address.toLowerCase());
    const entry = known ?? newEntry();
    if (!known) {
      if (this.entries.length >= ENTRY_LIMIT) return;
      entry.recipient = start.address;
      this.entries.push(entry);
    }
    const offset = line.text.indexOf(text);
    const rest = start.whole ? line.cut(offset) : line.cut(offset + start.end);
    const body = rest.text.replace(/^[>\s:.,;"')\]-]+/, "");
    this.entry = entry;
    const snippet = new Snippet();
    if (body) snippet.add(rest.cut(rest.text.length - body.length));
    if (known?.answer) {
      known.more.push(snippet);
      this.current = snippet;
    } else {
      entry.answer = snippet;
      this.current = snippet;
    }
    this.paragraph = null;
  }

  /** @param {import("./text.js").Line} line @param {string} text */
  #continue(line, text) {
    const { entry, current } = this;
    if (!entry || !current) return;
    if (text.startsWith("(expanded from")) return;
    if (text.startsWith("(reason: ")) {
      const offset = line.text.indexOf("(reason: ") + 9;
      const close = line.text.endsWith(")") ? line.text.length - 1 : line.text.length;
      entry.answer = new Snippet([line.cut(offset, close)]);
      entry.trusted = true;
      return;
    }
    current.add(line);
  }

  /** A line of the server's answer in a Sendmail or Courier transcript. @param {import("./text.js").Line} line */
  #said(line) {
    const at = line.text.search(/<<<|>>>/) + 3;
    if (this.transcript) return void this.transcript.add(line.cut(at));
    this.transcript = new Snippet([line.cut(at)]);
    const low = this.transcript.text.toLowerCase();
    if (/^503|^554 error: no valid|need rcpt|rcpt first/.test(low)) return; // only what follows from the refusal
    const wanted = this.commandRecipient ?? findAddress(this.transcript.text)?.address ?? null;
    const named = wanted && this.entries.find((entry) => entry.recipient === wanted);
    const entry =
      named || this.entries.find((one) => !one.answer?.text) || (this.entries.length === 1 ? this.entries[0] : null);
    if (!entry) {
      const made = newEntry();
      made.recipient = wanted;
      Object.assign(made, { answer: this.transcript, trusted: true, host: this.host });
      this.entries.push(made);
    } else if (!entry.trusted) {
      if (entry.answer?.text) entry.more.push(entry.answer);
      Object.assign(entry, { answer: this.transcript, trusted: true, host: entry.host ?? this.host });
    } else entry.more.push(this.transcript);
  }

  /** @param {string} text */
  #command(text) {
    const low = text.toLowerCase();
    this.commandRecipient = low.startsWith(">>> rcpt") ? (findAddress(text)?.address ?? null) : null;
  }

  /** @param {import("./report.js").Entry} entry */
  #hostOf(entry) {
    for (const snippet of [entry.answer, ...entry.more.slice(0, 8)]) {
      const host = snippet && saidHost(snippet.text);
      if (host) return host;
    }
    return entry.trusted ? this.firstHost : null;
  }

  result() {
    for (const entry of this.entries) entry.host ??= this.#hostOf(entry);
    return { entries: this.entries, loose: this.loose.filter((snippet) => snippet.text), reporter: this.reporter };
  }
}

/** What stands right behind the address that a line is about. */
const BEHIND_ADDRESS = /^(?:[:([-]|\.\.\.|$|on |invalid |was |is|has |delivery|couldn|<mailto|said)/i;
/** What is said of an address right behind it. */
const SAID_OF_ADDRESS =
  /unknown|not found|not exist|n't be|not be|was not|wasn't|no such|reject|unavailable|disabled|failed|full|not deliver/;

/**
 * Does a line name a failed recipient? `end` is where its answer starts; `whole` keeps the line as part of it.
 * @param {string} text trimmed
 */
function recipientIn(text) {
  const found = findAddress(text);
  if (!found) return null;
  if (/^[245]\d\d[ -]|^[245]\.\d+\.\d+ /.test(text)) return null; // an answer that repeats the address
  const low = text.toLowerCase();
  let lead = 0;
  while (lead < found.start && ` \t*-•·"'<([`.includes(text[lead])) lead++;
  if (lead === found.start) {
    // the line starts with the address
    const next = text
      .slice(found.end)
      .replace(/^[>"')\]]+/, "")
      .trimStart();
    if (BEHIND_ADDRESS.test(next) || text[found.start - 1] === "<") return expanded(text, found);
    return countAddresses(text) === 1 && next.length > 3
      ? { address: found.address, end: found.end, whole: true }
      : null;
  }
  if (OTHER_LABELS.some((label) => low.startsWith(label))) return null;
  const before = low.slice(0, found.start);
  if (
    !RECIPIENT_WORDS.some((word) => before.includes(word)) &&
    !(found.start < 30 && SAID_OF_ADDRESS.test(low.slice(found.end, found.end + 60)) && !before.includes("from"))
  )
    return null;
  if (/\b(said|reply|replied|response)\b|\]: [245]\d\d/.test(before)) return null; // an address inside an answer
  return { address: found.address, end: found.end, whole: true };
}

/**
 * Skip what MTAs put between the address and its answer.
 * @param {string} text
 * @param {import("./addresses.js").FoundAddress} found
 */
function expanded(text, found) {
  let end = found.end;
  const rest = text.slice(end);
  const more = /^>?\s*\((?:expanded from|ultimately generated from|generated from|was addressed)[^)]*\)/i.exec(
    rest.slice(0, 400),
  );
  if (more) end += more[0].length;
  const mailto = /^\s*(?:\([^)]*\))?<mailto:[^>]*>/i.exec(rest.slice(0, 600));
  if (mailto) end += mailto[0].length;
  return { address: found.address, end, whole: false };
}

/** @param {string} text */
function reporterIn(text) {
  const found = REPORTERS.exec(text);
  if (!found) return null;
  const word = text
    .slice(found.index + found[0].length)
    .split(/[\s,]/, 1)[0]
    .replace(/\.$/, "");
  return word.includes(".") && word.length < 256 ? word : null;
}
