/** A text that may be a mail, and what can be read of it; each part is read when it is first asked for. */

import { isSubmission, topics } from "./kinds.js";
import { readProse, splitAtCopy } from "./layouts.js";
import { header } from "./mail.js";
import { collect, textOf } from "./readable.js";
import { readReport } from "./report.js";

/** Actions of recipients that have not failed; "deliverable" is the answer to a test. */
const ARRIVED = new Set(["delivered", "relayed", "expanded", "deliverable"]);
/** What a report has to say of itself, it says at its top. */
const PROSE_LIMIT = 6000;

/** @type {Set<import("./kinds.js").Topic>} */
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

  /** @type {ReturnType<typeof collect> | undefined} */
  #read;
  /** @type {ReturnType<typeof readReport> | undefined} */
  #report;
  /** @type {import("./report.js").Entry[] | undefined} */
  #failed;
  /** @type {ReturnType<typeof splitAtCopy> | undefined} */
  #split;
  /** @type {string | undefined} */
  #proseText;
  /** @type {Set<import("./kinds.js").Topic> | undefined} */
  #spoken;
  /** @type {ReturnType<typeof readProse> | undefined} */
  #told;

  /** A header's value as people read it. @param {string} name */
  head(name) {
    return header(this.mail, name);
  }

  /** Readable lines of the report itself, and the mails inside it. */
  get read() {
    return (this.#read ??= collect(this.mail));
  }

  /** The machine-readable fields, and the lines that are none. */
  get report() {
    return (this.#report ??= readReport(this.read.lines));
  }

  /** The recipients of the report that have failed. */
  get failed() {
    return (this.#failed ??= this.report.entries.filter(
      (entry) => !ARRIVED.has(entry.action) && !(entry.action === "" && entry.status?.text.startsWith("2.")),
    ));
  }

  /** The report's own lines, without the copy of the mail that it is about. */
  get prose() {
    return (this.#split ??= splitAtCopy(this.report.rest)).report;
  }

  get copy() {
    return (this.#split ??= splitAtCopy(this.report.rest)).copy;
  }

  /** The start of the report's own text. */
  get proseText() {
    return (this.#proseText ??= textOf(this.prose).slice(0, PROSE_LIMIT).replace(/\s+/g, " "));
  }

  /** What it speaks of; a report's fields say enough. */
  get spoken() {
    if (this.report.entries.length) return NO_TOPICS;
    return (this.#spoken ??= topics(`${this.head("subject")} ; ${this.proseText}`));
  }

  /** Who failed, by the shape of the prose. */
  get told() {
    return (this.#told ??= readProse(this.prose));
  }

  /**
   * Was it refused while it was handed in? A library's exception stands at the end of a long trace as often as at its
   * start.
   */
  get submission() {
    if (this.isMail || this.failed.length) return false;
    return (
      isSubmission(this.text.slice(0, PROSE_LIMIT)) || isSubmission(this.text.slice(PROSE_LIMIT).slice(-PROSE_LIMIT))
    );
  }
}
