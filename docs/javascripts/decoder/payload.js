/** What sending services post to webhooks, and anything else that is JSON. */

import { findAddress } from "./addresses.js";
import { readJson } from "./json.js";
import * as words from "./payload-words.js";
import { newEntry } from "./report.js";
import { Line, Snippet, lines } from "./text.js";

/** @typedef {import("./json.js").Json} Json */
/** @typedef {import("./json.js").JsonObject} JsonObject */
/** @typedef {import("./report.js").Entry} Entry */
/** @typedef {import("./answers.js").What} What */

/**
 * What the objects around a value say.
 * @typedef {object} Told
 * @property {boolean} [good] an event that is no failure
 * @property {boolean} [bad]
 * @property {boolean} [soft]
 * @property {boolean} [delayed]
 * @property {boolean} [happened] the object itself names an event that is a failure
 * @property {boolean} [listed] the object stands in a list of recipients
 * @property {boolean} [ownCode] the object itself holds a code
 * @property {string[]} recipients
 * @property {Line | null} status
 * @property {Line | null} code
 */

/**
 * @typedef {object} Payload
 * @property {Entry[]} entries one for each recipient
 * @property {boolean} good an event is named, and none is a failure
 * @property {What} what kind of event that is
 * @property {boolean} letter a mail that came in
 * @property {Line[]} texts strings long enough to be a text of their own
 */

const ENTRY_LIMIT = 500;
const TEXT_LENGTH = 20; // characters of a string that may say something by itself
const TEXTS_LIMIT = 100;
const DEPTH_LIMIT = 12;
const ADDRESS_LIMIT = 320;

/** @param {Line} source @returns {Payload | null} null: no JSON */
export function readPayload(source) {
  const form = asJson(source.text);
  if (!form && !/"\s*:/.test(source.text)) return null;
  const values = readJson(form ?? source);
  if (!values.length) return null;
  const walk = new Walk();
  for (const value of values) walk.value(value, { recipients: [], status: null, code: null }, 0);
  return {
    entries: walk.entries,
    good: walk.good && !walk.bad && !walk.entries.length,
    what: walk.what,
    letter: walk.letter,
    texts: walk.texts,
  };
}

class Walk {
  constructor() {
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Map<string, Entry>} */
    this.byRecipient = new Map();
    this.good = false;
    this.bad = false;
    this.letter = false;
    /** @type {What} */
    this.what = null;
    /** @type {Line[]} */
    this.texts = [];
  }

  /** @param {Json} value @param {Told} around @param {number} depth */
  value(value, around, depth) {
    if (depth > DEPTH_LIMIT) return;
    if (value.kind === "list") for (const item of value.items) this.value(item, around, depth + 1);
    else if (value.kind === "object") this.#object(value, around, depth);
    else if (value.kind === "text") this.#text(value.line, around, depth);
  }

  /**
   * A string: JSON in it is read as if it stood around it.
   * @param {Line} line
   * @param {Told} around
   * @param {number} depth
   */
  #text(line, around, depth) {
    if (JSON_TEXT.test(line.text)) for (const inner of readJson(line)) this.value(inner, around, depth + 1);
    else if (line.text.length >= TEXT_LENGTH && this.texts.length < TEXTS_LIMIT) this.texts.push(line);
  }

  /** @param {JsonObject} object @param {Told} around @param {number} depth */
  #object({ fields }, around, depth) {
    const told = this.#told(fields, around);
    if (isLetter(fields)) this.letter = true;
    if (isSummary(fields)) this.#noFailure("feedback", told);
    const before = this.entries.length;
    for (const [name, content] of fields) {
      if (words.OWN_FIELDS.has(name)) continue;
      this.value(content, { ...told, listed: name.endsWith("recipients") }, depth + 1);
    }
    if (this.entries.length === before) this.#answer(fields, told);
  }

  /** @param {Map<string, Json>} fields @param {Told} around @returns {Told} */
  #told(fields, around) {
    const told = { ...around };
    told.happened = false;
    for (const name of words.EVENT_FIELDS) this.#event(textOf(fields.get(name))?.text ?? "", told);
    const hard = textOf(fields.get("hard_bounce"))?.text;
    if (hard === "false") told.soft = true;
    if (hard === "true") told.soft = false;
    const own = addressesIn(fields, 0);
    if (own.length) told.recipients = own;
    const status = firstText(fields, words.STATUS_FIELDS, /^[245]\.\d{1,3}\.\d{1,3}$/);
    const http = words.HTTP_FIELDS.some((name) => fields.has(name));
    const apart = codeInParts(fields.get("enhanced_code"));
    const code = http ? null : firstText(fields, words.CODE_FIELDS, /^[2345]\d\d$/);
    told.ownCode = status !== null || apart !== null || code !== null;
    told.status = status ?? apart ?? told.status;
    told.code = code ?? told.code;
    return told;
  }

  /** @param {string} content @param {Told} told */
  #event(content, told) {
    const word = eventWord(content);
    if (words.ARRIVALS.has(word)) this.#noFailure("confirmation", told);
    else if (words.COMPLAINTS.has(word)) this.#noFailure("feedback", told);
    else if (words.OTHERS.has(word) || words.OTHER_BEGINNINGS.test(word)) this.#noFailure(null, told);
    else if (words.DELAYS.has(word)) Object.assign(told, { delayed: true, happened: true });
    else if (words.SOFT_BOUNCES.has(word)) this.#failure({ soft: true }, told);
    else if (words.HARD_BOUNCES.has(word)) this.#failure({ soft: false, delayed: false }, told);
    else if (words.FAILURES.has(word)) this.#failure({}, told);
  }

  /** @param {What} what @param {Told} told */
  #noFailure(what, told) {
    this.good = true;
    this.what ??= what;
    told.good = true;
  }

  /** @param {Partial<Told>} how @param {Told} told */
  #failure(how, told) {
    this.bad = true;
    Object.assign(told, { bad: true, happened: true }, how);
  }

  /** @param {Map<string, Json>} fields @param {Told} told */
  #answer(fields, told) {
    if (told.good && !told.bad) return;
    const said = words.ANSWER_FIELDS.flatMap((name) => {
      const line = textOf(fields.get(name));
      return line?.text.trim() && !JSON_TEXT.test(line.text) ? [line] : [];
    });
    const text = said[0]?.text ?? "";
    const coded = CODED.test(text.slice(0, 2000)) || (told.recipients.length && (told.code || told.status));
    const happened = told.bad || told.delayed;
    if (!said.length && !told.ownCode && !(told.recipients.length && (told.happened || told.listed))) return;
    if (!happened && !coded) return;
    for (const recipient of told.recipients.length ? told.recipients : [null])
      this.#entry(recipient, said, told, fields);
  }

  /** @param {string | null} recipient @param {Line[]} said @param {Told} told @param {Map<string, Json>} fields */
  #entry(recipient, said, told, fields) {
    const name = (recipient ?? "").toLowerCase();
    if (this.entries.length >= ENTRY_LIMIT) return;
    const retried = Number(textOf(fields.get("retry-seconds"))?.text ?? 0) > 0;
    const delayed = told.delayed === true || retried;
    /** @type {Entry} */
    const entry = { ...newEntry(), recipient, trusted: true, delayed, soft: told.soft === true && !delayed };
    entry.action = delayed ? "delayed" : told.bad && !told.soft ? "failed" : "";
    [entry.answer, ...entry.more] = said.slice(0, 4).map(snippetOf);
    entry.status = told.status && new Snippet([told.status]);
    entry.code = told.code && new Snippet([told.code]);
    const known = name && this.byRecipient.get(name);
    if (known) {
      if (!CODED.test(known.answer?.text ?? "") && CODED.test(entry.answer?.text ?? "")) Object.assign(known, entry);
      return;
    }
    this.byRecipient.set(name, entry);
    this.entries.push(entry);
  }
}

const JSON_TEXT = /^\s*[{[]/;
/** A reply code or an enhanced code in an answer. */
const CODED = /(^|[^\d.])[45]\d\d([ -]|$)|[45]\.\d{1,3}\.\d{1,3}/;

const FORM = /^[\w.%+-]{1,60}=[^&\s"<>]*(?:&[\w.%+-]{1,60}=[^&\s"<>]*)+$/;
const FORM_LIMIT = 400000;

/**
 * What a service posts as a form, `event=delivered&recipient=…`, as JSON; where it stood is not kept.
 * @param {string} text
 */
function asJson(text) {
  const plain = text.length < FORM_LIMIT ? text.trim() : "";
  if (!FORM.test(plain)) return null;
  return new Line(JSON.stringify(Object.fromEntries(new URLSearchParams(plain))), -1);
}

/** A mail that came in, as services hand it on. @param {Map<string, Json>} fields */
const isLetter = (fields) =>
  [["subject"], words.AUTHOR_FIELDS, words.BODY_FIELDS].every((names) => names.some((name) => fields.has(name))) ||
  (fields.has("headers") && fields.has("envelope") && fields.has("plain")) ||
  (fields.has("receipt") && fields.has("mail"));

/** A report on TLS (RFC 8460). @param {Map<string, Json>} fields */
const isSummary = (fields) => fields.has("policies") && fields.has("report-id");

/** `email.delivery_delayed`, `MessageDeliveryDelayed` → `deliverydelayed` @param {string} content */
function eventWord(content) {
  if (content.length > 60) return "";
  const word = content.toLowerCase().replace(/[\s._-]+/g, "");
  return word.replace(/^(?:activity|email|message|transactional|outbound)(?=[a-z])/, "");
}

/** Its lines read as one answer. @param {Line} line */
function snippetOf(line) {
  const snippet = new Snippet();
  for (const piece of lines(line.text, 0, line.text.length, 0))
    snippet.add(line.cut(piece.base, piece.base + piece.text.length));
  return snippet;
}

/** @param {Json | undefined} value @returns {Line | null} */
const textOf = (value) => (value?.kind === "text" || value?.kind === "word" ? value.line : null);

/** @param {Map<string, Json>} fields @param {string[]} names @param {RegExp} fits @returns {Line | null} */
function firstText(fields, names, fits) {
  for (const name of names) {
    const line = textOf(fields.get(name));
    if (line && fits.test(line.text)) return line;
  }
  return null;
}

/** `{"class": 5, "subject": 1, "detail": 1}` @param {Json | undefined} value */
function codeInParts(value) {
  const digits = ["class", "subject", "detail"].map(
    (name) => value?.kind === "object" && textOf(value.fields.get(name)),
  );
  const code = digits.map((digit) => digit && digit.text).join(".");
  return /^[245]\.\d{1,3}\.\d{1,3}$/.test(code) ? new Line(code, -1) : null;
}

/**
 * The recipients that an object names, itself or in what it says of the mail.
 * @param {Map<string, Json>} fields
 * @param {number} depth
 * @returns {string[]}
 */
function addressesIn(fields, depth) {
  for (const name of words.RECIPIENT_FIELDS) {
    const found = addressesOf(fields.get(name));
    if (found.length) return found;
  }
  if (depth > 2) return [];
  for (const name of words.MAIL_FIELDS) {
    const inner = fields.get(name);
    const found = inner?.kind === "object" ? addressesIn(inner.fields, depth + 1) : [];
    if (found.length) return found;
  }
  return [];
}

/** @param {Json | undefined} value @returns {string[]} */
function addressesOf(value) {
  if (value?.kind === "list") return value.items.slice(0, ENTRY_LIMIT).flatMap(addressesOf);
  if (value?.kind !== "text" || value.line.text.length >= ADDRESS_LIMIT) return [];
  const bracketed = /<([^<>]+@[^<>]+)>/.exec(value.line.text)?.[1];
  const found = bracketed ?? findAddress(value.line.text)?.address;
  return found ? [found] : [];
}
