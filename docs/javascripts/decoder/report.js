/**
 * The machine-readable part of a delivery report (RFC 3464), wherever it stands: its own part, or loose in the text.
 */

import { fieldAddress, fieldHost } from "./addresses.js";
import { headerName } from "./mail.js";
import { Snippet } from "./text.js";

/**
 * @typedef {object} Entry what one text says of one recipient
 * @property {string | null} recipient
 * @property {string | null} final where it was finally sent, when that differs
 * @property {string} action failed, delayed, delivered, relayed, expanded or ""
 * @property {Snippet | null} status the value of Status:
 * @property {Snippet | null} answer what the refusing server said
 * @property {string} [writer] the mail software that refused: the text is a line of its own log
 * @property {boolean} trusted the answer is known to be a server's
 * @property {Snippet[]} more other text about this failure
 * @property {string | null} host who refused
 * @property {string | null} until the report's Will-Retry-Until
 * @property {string | null} time when it was tried last
 * @property {boolean} [delayed] a queue still holds it
 * @property {boolean} [soft] given up for a reason that may pass
 * @property {Snippet | null} [code] a reply code that stands by itself
 * @property {boolean} [noFailure] it arrived
 * @property {{
 *   reply: import("./codes.js").Found | null, enhanced: import("./codes.js").Found | null
 * }} [bare] codes pasted alone
 * @property {boolean} [submission] it was refused while it was handed in
 * @property {Entry | null} [beside] what the prose says of the same recipient
 */

const RECIPIENT_FIELDS = new Set(
  (
    "final-recipient original-recipient x-actual-recipient action status diagnostic-code remote-mta " +
    "last-attempt-date will-retry-until final-log-id x-display-name x-postfix-queue-id x-postfix-sender " +
    "x-supplementary-info x-spam-result x-notes x-error remote-recipient"
  ).split(" "),
);
const MESSAGE_FIELDS = new Set(
  (
    "reporting-mta arrival-date original-envelope-id dsn-gateway received-from-mta x-outbound-queue-id " +
    "reporting-ua original-message-id disposition feedback-type"
  ).split(" "),
);
const ENTRY_LIMIT = 500;

/** @returns {Entry} */
export function newEntry() {
  return {
    recipient: null,
    final: null,
    action: "",
    status: null,
    answer: null,
    trusted: false,
    more: [],
    host: null,
    until: null,
    time: null,
  };
}

/**
 * @param {import("./text.js").Line[]} found readable lines
 * @returns {{
 *   entries: Entry[], reporter: string | null, disposition: string, feedback: boolean,
 *   rest: import("./text.js").Line[]
 * }}
 */
export function readReport(found) {
  /**
   * @type {{
   *   entries: Entry[], reporter: string | null, disposition: string, feedback: boolean,
   *   rest: import("./text.js").Line[]
   * }}
   */
  const result = { entries: [], reporter: null, disposition: "", feedback: false, rest: [] };
  /** @type {Map<string, Snippet>} */
  let group = new Map();
  let last = null;
  const close = () => {
    if (group.size) closeGroup(group, result);
    group = new Map();
    last = null;
  };
  for (const line of found) {
    const { text } = line;
    const name = headerName(text, 0, text.length);
    if (name && (RECIPIENT_FIELDS.has(name) || MESSAGE_FIELDS.has(name))) {
      // no blank line between two recipients
      if (group.has(name) && !["x-supplementary-info", "remote-mta"].includes(name)) close();
      last = new Snippet([line.cut(name.length + 1)]);
      if (!group.has(name)) group.set(name, last);
    } else if (last && text.trim() && (text[0] === " " || text[0] === "\t" || isWrapped(last, name))) {
      last.add(line);
    } else if (!text.trim()) {
      close();
      result.rest.push(line);
    } else if (group.size && name && name.includes("-")) {
      last = new Snippet([line]); // a field of somebody's own, and the lines that go on with it
    } else {
      close();
      result.rest.push(line);
    }
  }
  close();
  return result;
}

const WRAP_LENGTH = 45; // characters of a line that a mail program may have wrapped

/**
 * The rest of a field that somebody's mail program wrapped without an indent.
 * @param {Snippet} last
 * @param {string} name
 */
function isWrapped(last, name) {
  const line = last.parts[last.parts.length - 1]?.line;
  return !name && line !== undefined && line.text.length >= WRAP_LENGTH;
}

/** @param {Map<string, Snippet>} group @param {ReturnType<typeof readReport>} result */
function closeGroup(group, result) {
  const value = (/** @type {string} */ name) => group.get(name)?.text ?? "";
  if (group.has("reporting-mta")) result.reporter ??= fieldHost(value("reporting-mta"));
  if (group.has("feedback-type")) result.feedback = true;
  if (group.has("disposition")) result.disposition = value("disposition").toLowerCase();
  const told =
    group.has("action") || group.has("diagnostic-code") || (group.has("status") && group.has("final-recipient"));
  if (!told || group.has("disposition") || result.entries.length >= ENTRY_LIMIT) return;
  const entry = newEntry();
  const original = group.has("original-recipient") ? fieldAddress(value("original-recipient")) : null;
  const final = group.has("final-recipient") ? fieldAddress(value("final-recipient")) : null;
  entry.recipient = original?.includes("@") ? original : (final ?? original);
  entry.final = final && final !== entry.recipient ? final : null;
  entry.action = value("action")
    .trim()
    .toLowerCase()
    .split(/[^a-z]/, 1)[0];
  entry.status = group.get("status") ?? null;
  entry.answer = group.get("diagnostic-code") ?? group.get("x-supplementary-info") ?? null;
  entry.trusted = !/^(x-(?!exim|postfix)|dns|unix)/i.test(value("diagnostic-code"));
  entry.host = group.has("remote-mta") ? fieldHost(value("remote-mta")) : null;
  entry.until = value("will-retry-until") || null;
  entry.time = value("last-attempt-date") || null;
  result.entries.push(entry);
}
