/**
 * Read a bounce: anything that a person pastes, from a whole mail to `5.7.1`.
 *
 * No DOM, no network, no dependencies; the same module runs in a page, in a worker and in Node. It never throws,
 * works in time linear to its input, and says nothing rather than guess.
 */

import { findAddress, saidHost } from "./addresses.js";
import { compile } from "./causes.js";
import { readCodes } from "./codes.js";
import { makeFailure } from "./failure.js";
import { failureSubject, fromDaemon, isNoBounce, topics } from "./kinds.js";
import { readProse, splitAtCopy } from "./layouts.js";
import { readLog } from "./logs.js";
import { header, readMail } from "./mail.js";
import { readPayload } from "./payload.js";
import { collect, textOf } from "./readable.js";
import { newEntry, readReport } from "./report.js";
import { readShort } from "./short.js";
import { Snippet } from "./text.js";

/**
 * @typedef {object} Evidence
 * @property {number} start offset into the pasted text
 * @property {number} end
 * @property {"reply" | "enhanced" | "cause" | "provider" | "recipient"} says
 */

/**
 * @typedef {object} Failure
 * @property {string | null} reply
 * @property {string | null} enhanced
 * @property {boolean | null} permanent
 * @property {boolean} gave_up a temporary code, but the sending side has stopped trying
 * @property {string | null} cause
 * @property {string | null} provider
 * @property {string | null} response the response that was recognised, `provider/id`
 * @property {string | null} recipient the address that the sender wrote
 * @property {string | null} final_recipient where it was sent in the end, when that differs
 * @property {string | null} refused_by
 * @property {string | null} reported_by
 * @property {string | null} until how long the sending server goes on trying, as the text has it
 * @property {string | null} time when it was last tried or reported, as the text has it
 * @property {string | null} url relative to the site's root
 * @property {string | null} line the one line that matters, without addresses' surroundings, for links and notes
 * @property {Evidence[]} evidence
 */

/** @typedef {"bounce" | "delay-notice" | "reply" | "log" | "not-a-bounce" | "unknown"} Kind */

/**
 * @param {string} text what was pasted
 * @param {any} rules api/v1/decoder.json
 * @returns {{ kind: Kind, failures: Failure[] }}
 */
export function decode(text, rules) {
  try {
    return decodeText(typeof text === "string" ? text : String(text ?? ""), compile(rules));
  } catch {
    return { kind: "unknown", failures: [] };
  }
}

/**
 * The same without the net below it, for tests: what the net catches is a mistake here.
 * @param {string} text @param {import("./causes.js").Rules} rules @returns {{ kind: Kind, failures: Failure[] }}
 */
export function decodeText(text, rules) {
  const short = readShort(text);
  if (short) return answer("reply", [short], rules);
  const mail = readMail(text);
  if (!mail.isMail) {
    const payload = readPayload(text);
    if (payload?.entries.length)
      return answer(
        payload.entries.every((entry) => entry.delayed) ? "delay-notice" : "bounce",
        payload.entries,
        rules,
      );
    if (payload?.good) return { kind: "not-a-bounce", failures: [] };
    if (payload && !/smtp|mail|rcpt|recipient|@/i.test(text)) return { kind: "unknown", failures: [] }; // JSON about something else
  }
  return readMessage(mail, rules, text, 0);
}

/** Actions of recipients that have not failed; "deliverable" is the answer to a test. */
const ARRIVED = new Set(["delivered", "relayed", "expanded", "deliverable"]);

/** @param {"bounce" | "delay-notice" | "reply" | "log"} kind @param {any[]} entries @param {import("./causes.js").Rules} rules @param {any} [shared] */
function answer(kind, entries, rules, shared = {}) {
  const failures = entries.map((entry) => makeFailure(entry, rules, { kind, ...shared }));
  const told = failures.filter((failure) => failure.reply || failure.enhanced || failure.cause);
  // best first: what has a code or a cause before what has neither
  const sorted =
    told.length && told.length < failures.length
      ? [...told, ...failures.filter((failure) => !told.includes(failure))]
      : failures;
  return { kind, failures: sorted };
}

/** @type {Set<string>} */
const NO_TOPICS = new Set();
const NESTING_LIMIT = 3;
const PROSE_LIMIT = 6000; // what a report has to say of itself, it says at its top

/**
 * @param {import("./mail.js").Part} mail
 * @param {import("./causes.js").Rules} rules
 * @param {string} text
 * @param {number} depth
 */
function readMessage(mail, rules, text, depth) {
  const read = collect(mail);
  const head = (name) => header(mail, name);
  const plain = read.lines;
  if (read.feedback) return { kind: "not-a-bounce", failures: [] };
  const report = readReport(plain);
  const { report: prose, copy } = splitAtCopy(report.rest);
  const proseText = textOf(prose).slice(0, PROSE_LIMIT);
  const spoken = report.entries.length ? NO_TOPICS : topics(head("subject") + " ; " + proseText); // a report's fields say enough
  const failed = report.entries.filter(
    (entry) => !ARRIVED.has(entry.action) && !(entry.action === "" && entry.status?.text.startsWith("2.")),
  );
  if (report.entries.length && !failed.length) return { kind: "not-a-bounce", failures: [] };
  if (mail.isMail && !failed.length) {
    if (report.disposition && !/quota|reject|fail|not deliver|refus/.test(proseText.toLowerCase()))
      return { kind: "not-a-bounce", failures: [] };
    if (isNoBounce(mail, head, spoken)) return { kind: "not-a-bounce", failures: [] };
    const payload = readPayload(text, textOf(plain, "\n"));
    if (payload?.entries.length)
      return answer(
        payload.entries.every((entry) => entry.delayed) ? "delay-notice" : "bounce",
        payload.entries,
        rules,
      );
    if (payload?.good) return { kind: "not-a-bounce", failures: [] };
  }
  if (!mail.isMail && !failed.length) {
    const log = readLog(plain);
    if (log.read)
      return log.entries.length ? answer("log", log.entries, rules) : { kind: "not-a-bounce", failures: [] };
  }
  const told = readProse(prose);
  const looksBounced = failed.length > 0 || bounceSigns(mail, head, spoken, told, rules);
  if (!looksBounced) {
    const nested = depth < NESTING_LIMIT && read.nested.find((part) => part.isMail);
    if (nested) {
      const inside = readMessage(nested, rules, text, depth + 1);
      if (inside.kind !== "unknown") return inside;
    }
    if (depth) return { kind: "unknown", failures: [] };
    const loose = readLoose(prose, rules, !mail.isMail);
    if (loose.kind === "unknown" && copy.length) return readLoose(copy, rules, false);
    return loose.kind === "unknown" && isOrdinary(mail, head, spoken) ? { kind: "not-a-bounce", failures: [] } : loose;
  }
  const entries = failed.length ? join(failed, told) : proseEntries(told, mail, head);
  const delayed = failed.length
    ? failed.every((entry) => entry.action === "delayed")
    : spoken.has("delay") && !spoken.has("over");
  const mixed =
    failed.length && !delayed
      ? [
          ...entries.filter((entry) => entry.action !== "delayed"),
          ...entries.filter((entry) => entry.action === "delayed"),
        ]
      : entries;
  const shared = { reporter: report.reporter ?? told.reporter, context: told.loose, time: head("date") || null };
  return answer(
    delayed ? "delay-notice" : mail.isMail || failed.length || told.entries.length ? "bounce" : "reply",
    mixed,
    rules,
    shared,
  );
}

/** A whole mail from one person to another, without a word of failure. @param {import("./mail.js").Part} mail @param {(name: string) => string} head @param {Set<string>} spoken */
function isOrdinary(mail, head, spoken) {
  const whole = mail.headers.has("from") && mail.headers.has("to") && mail.headers.has("subject");
  return mail.isMail && whole && !spoken.size && !fromDaemon(head("from")) && !failureSubject(head("subject"));
}

/** @param {import("./mail.js").Part} mail @param {(name: string) => string} head @param {Set<string>} spoken @param {ReturnType<typeof readProse>} told @param {import("./causes.js").Rules} rules */
function bounceSigns(mail, head, spoken, told, rules) {
  if (!mail.isMail) return told.entries.some((entry) => entry.answer?.text) || spoken.has("failure");
  if (mail.headers.has("x-failed-recipients")) return true;
  // a parcel service's "could not be delivered" is no bounce: it takes a program as sender, a failed address or a known phrase
  const subject = failureSubject(head("subject"));
  if (subject && fromDaemon(head("from"))) return true;
  if (!spoken.has("failure")) return false;
  return (
    fromDaemon(head("from")) ||
    told.entries.length > 0 ||
    (subject && told.loose.slice(0, 8).some((snippet) => rules.why(snippet, null, null, null).strength >= 2))
  );
}

/** A report's fields and the prose beside it tell of the same recipients. @param {any[]} failed @param {ReturnType<typeof readProse>} told */
function join(failed, told) {
  for (const entry of failed) {
    const names = [entry.recipient, entry.final].filter(Boolean).map((name) => name.toLowerCase());
    const beside =
      told.entries.find((one) => names.includes(one.recipient?.toLowerCase() ?? "")) ??
      (failed.length === 1 && told.entries.length === 1 ? told.entries[0] : null);
    entry.beside = beside;
    entry.host ??= beside?.host ?? null;
  }
  return failed;
}

/** @param {ReturnType<typeof readProse>} told @param {import("./mail.js").Part} mail @param {(name: string) => string} head */
function proseEntries(told, mail, head) {
  const listed = (mail.headers.get("x-failed-recipients") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name.includes("@"));
  let entries = told.entries;
  if (listed.length) {
    const wanted = new Set(listed.map((name) => name.toLowerCase()));
    const kept = entries.filter((entry) => wanted.has(entry.recipient?.toLowerCase() ?? ""));
    if (kept.length) entries = kept;
    else if (entries.length === 1) entries[0].final = null;
    for (const name of listed) {
      if (
        entries.some((entry) => entry.recipient?.toLowerCase() === name.toLowerCase()) ||
        entries.length >= listed.length
      )
        continue;
      const entry = newEntry();
      entry.recipient = name;
      entries.push(entry);
    }
  }
  const answered = entries.filter((entry) => entry.answer?.text);
  if (answered.length && answered.length < entries.length && !listed.length) {
    // an address without an answer is a mention when others have one, unless it stands in a plain list
    const alone = entries.filter((entry) => !entry.answer?.text);
    entries =
      alone.length && told.entries[0] === alone[0] && answered.length === 1 ? mergeFirst(alone, answered) : entries;
  }
  return entries.length ? entries : [newEntry()];
}

/** The recipient on its own line, the answer further down behind another mention. */
function mergeFirst(alone, answered) {
  for (const entry of alone) {
    entry.answer = answered[0].answer;
    entry.trusted = answered[0].trusted;
    entry.host ??= answered[0].host;
  }
  return alone;
}

/** Lines that are no report: each may hold a reply. @param {import("./text.js").Line[]} found @param {import("./causes.js").Rules} rules @param {boolean} words whether words alone may say why */
function readLoose(found, rules, words) {
  const log = readLog(found);
  if (log.entries.length) return answer("log", log.entries, rules);
  const entry = newEntry();
  entry.answer = new Snippet();
  for (const line of found.slice(0, 300)) entry.answer.add(line);
  const codes = readCodes(entry.answer.text);
  if (!codes.reply && !codes.enhanced) {
    const short =
      words &&
      entry.answer.text.length < 300 &&
      rules.why(entry.answer, saidHost(entry.answer.text), null, null).strength >= 2;
    if (!short) return { kind: /** @type {Kind} */ ("unknown"), failures: [] };
  }
  entry.recipient = findAddress(entry.answer.text)?.address ?? null;
  entry.host = saidHost(entry.answer.text);
  return answer("reply", [entry], rules);
}
