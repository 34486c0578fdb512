/** A text that may be a mail, and what can be read of it; each part is read when it is first asked for. */

import { topics } from "./kinds.js";
import { readProse, splitAtCopy } from "./layouts.js";
import { header } from "./mail.js";
import { collect, textOf } from "./readable.js";
import { readReport } from "./report.js";
import { isSubmission } from "./submission.js";

/** Actions of recipients that have not failed; "deliverable" is the answer to a test. */
const ARRIVED = new Set(["delivered", "relayed", "expanded", "deliverable"]);
/** What a report has to say of itself, it says at its top. */
const PROSE_LIMIT = 6000;

/** @type {Set<string>} */
const NO_TOPICS = new Set();

export class Message {
  /**
   * @param {import("./mail.js").Part} mail
   * @param {import("./causes.js").Rules} rules
   * @param {string} text what was pasted
   * @param {number} depth how many mails stand around this one
   * @param {number} wraps how often the text was unwrapped
   */
  constructor(mail, rules, text, depth, wraps) {
    this.mail = mail;
    this.rules = rules;
    this.text = text;
    this.depth = depth;
    this.wraps = wraps;
    this.isMail = mail.isMail;
  }

  /** A header's value as people read it. @param {string} name */
  head(name) {
    return header(this.mail, name);
  }

  /** Readable lines of the report itself, and the mails inside it. */
  get read() {
    return this.#keep("read", collect(this.mail));
  }

  /** The machine-readable fields, and the lines that are none. */
  get report() {
    return this.#keep("report", readReport(this.read.lines));
  }

  /** The recipients of the report that have failed. */
  get failed() {
    return this.#keep(
      "failed",
      this.report.entries.filter(
        (entry) => !ARRIVED.has(entry.action) && !(entry.action === "" && entry.status?.text.startsWith("2.")),
      ),
    );
  }

  get split() {
    return this.#keep("split", splitAtCopy(this.report.rest));
  }

  /** The report's own lines, without the copy of the mail that it is about. */
  get prose() {
    return this.split.report;
  }

  get copy() {
    return this.split.copy;
  }

  /** The start of the report's own text. */
  get proseText() {
    return this.#keep("proseText", textOf(this.prose).slice(0, PROSE_LIMIT));
  }

  /** What it speaks of; a report's fields say enough. @returns {Set<string>} */
  get spoken() {
    if (this.report.entries.length) return NO_TOPICS;
    return this.#keep("spoken", topics(`${this.head("subject")} ; ${this.proseText}`));
  }

  /** Who failed, by the shape of the prose. */
  get told() {
    return this.#keep("told", readProse(this.prose));
  }

  /** Lines of a mail program's dialog or a library's exception; a report comes out of a queue. */
  get submission() {
    return this.#keep("submission", !this.isMail && !this.failed.length && isSubmission(this.text));
  }

  /** The first answer is kept in the getter's place. @template T @param {string} name @param {T} value @returns {T} */
  #keep(name, value) {
    Object.defineProperty(this, name, { value });
    return value;
  }
}
