/** Log lines: Postfix, Sendmail, Exim, qmail, OpenSMTPD, Exchange message tracking, rspamd, postgrey, ZoneMTA. */

import { cleanHost, findAddress, saidHost } from "./addresses.js";
import { newEntry } from "./report.js";
import { Snippet } from "./text.js";

/** @typedef {import("./report.js").Entry & { attempt?: boolean }} LogEntry attempt: to connect, for no one recipient */

const READERS = [postfixReject, keyed, connecting, exim, qmail, exchange, rspamd, postgrey, zoneMta];
const LINES_LIMIT = 20000;
const ENTRY_LIMIT = 500;

/**
 * @param {import("./text.js").Line[]} found
 * @returns {{ entries: LogEntry[], read: number }} `read` counts the lines that were log lines
 */
export function readLog(found) {
  /** @type {LogEntry[]} */
  const entries = [];
  const seen = new Set();
  let read = 0;
  for (const line of found.slice(0, LINES_LIMIT)) {
    if (line.text.length < 20) continue;
    for (const reader of READERS) {
      const entry = reader(line);
      if (!entry) continue;
      read++;
      const name = `${entry.recipient} ${entry.answer?.text}`; // the same answer to the same recipient counts once
      if (!seen.has(name) && !entry.noFailure && entries.length < ENTRY_LIMIT) entries.push(entry);
      seen.add(name);
      break;
    }
  }
  const told = entries.filter((entry) => !entry.attempt);
  return { entries: told.length ? told : entries, read }; // attempts to connect lead to what is said of the recipients
}

/** @param {import("./text.js").Line} line @param {number} from @param {number} [to] */
function entryOf(line, from, to) {
  const entry = /** @type {LogEntry} */ (newEntry());
  entry.answer = new Snippet([line.cut(from, to)]);
  entry.trusted = true;
  return entry;
}

/** The value of `key=` in a log line. @param {string} text @param {string} key */
function valueOf(text, key) {
  const at = text.indexOf(key);
  if (at < 0) return null;
  const start = at + key.length;
  const bracket = text[start] === "<" ? text.indexOf(">", start) : -1;
  const comma = text.indexOf(",", start);
  const space = text.indexOf(" ", start);
  const ends = [comma, space].filter((end) => end >= 0);
  const end = bracket >= 0 ? bracket : ends.length ? Math.min(...ends) : text.length;
  return { value: text.slice(bracket >= 0 ? start + 1 : start, end), start: bracket >= 0 ? start + 1 : start, end };
}

const REJECTED = /: (?:(?:reject|milter-reject|reject_warning|header-reject|body-reject): |(?:milter-reject|reject): )/;
/** The client in a line of smtpd or postscreen: `from mail.example.org[192.0.2.1]:1234: `. */
const CLIENT = / from [^\s[]{0,255}\[[^\]\s]{1,60}\](?::\d{1,5})?: /;

/**
 * `NOQUEUE: reject: RCPT from host[192.0.2.1]: 554 5.7.1 <a@example.org>: …; from=<…> to=<…>`
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function postfixReject(line) {
  const { text } = line;
  const at = text.search(REJECTED);
  if (at < 0) return null;
  const client = CLIENT.exec(text.slice(at, at + 600));
  if (!client) return null;
  const end = text.indexOf("; from=<", at);
  const entry = entryOf(line, at + client.index + client[0].length, end < 0 ? undefined : end);
  if (!text.startsWith(": milter", at)) entry.writer = "postfix"; // a milter's words are its own
  entry.recipient = valueOf(text, " to=<") ? text.slice(text.indexOf(" to=<") + 5).split(">")[0] : null;
  return entry;
}

const PORT_25 = /\b(?:connect to|connection to) \S{1,255}: .{0,80}(?:timed out|refused|unreachable|no route|reset)/i;

/**
 * `connect to mx.example.org[192.0.2.1]:25: Connection timed out`: often port 25 is blocked on the way out.
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function connecting(line) {
  const found = PORT_25.exec(line.text.slice(0, 2000));
  if (!found || !/postfix|smtp|exim|sendmail|:25\b/i.test(line.text) || line.text.includes("to=<")) return null;
  const entry = entryOf(line, found.index);
  entry.trusted = false;
  entry.attempt = true;
  entry.delayed = true;
  entry.action = "delayed";
  entry.host = saidHost(entry.answer?.text ?? "");
  return entry;
}

/**
 * `action=greylist, reason=new, client_name=…, recipient=a@example.org`
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function postgrey(line) {
  const { text } = line;
  const action = /\baction=(greylist|pass|delayed?)\b/.exec(text)?.[1];
  if (!action || !text.includes("client_")) return null;
  const entry = entryOf(line, text.indexOf("action="));
  entry.recipient = valueOf(text, "recipient=")?.value ?? null;
  entry.noFailure = action === "pass";
  entry.delayed = true;
  entry.action = "delayed";
  entry.trusted = false;
  return entry;
}

/**
 * `DEFERRED[network] from=… to=a@example.org … mx=mx.example.org[192.0.2.1] id=<…> (554 …)`
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function zoneMta(line) {
  const { text } = line;
  const found = / (DEFERRED|REJECTED|ACCEPTED)(?:\[\w+\])? from=\S* to=(\S+) /.exec(text.slice(0, 2000));
  const open = found ? text.indexOf(" (", found.index) : -1;
  if (!found || open < 0) return null;
  const entry = entryOf(line, open + 2, text.endsWith(")") ? text.length - 1 : text.length);
  entry.recipient = found[2];
  entry.noFailure = found[1] === "ACCEPTED";
  entry.delayed = found[1] === "DEFERRED";
  entry.action = entry.delayed ? "delayed" : "failed";
  entry.host = cleanHost(valueOf(text, " mx=")?.value ?? "");
  return entry;
}

const ARRIVED = new Set(["sent", "deliverable"]);
const WAITING = new Set(["deferred", "softbounce"]);
const STATUSES = new Set([...ARRIVED, ...WAITING, "bounced", "bounced,", "expired", "undeliverable"]);

/**
 * Postfix's `status=` with its word, or Sendmail's `stat=`, which has none, and where they end.
 * @param {string} text @returns {{ word: string | null, end: number } | null}
 */
function statusOf(text) {
  const at = text.indexOf("status=");
  if (at >= 0) {
    const word = /[^ (]*/.exec(text.slice(at + 7))?.[0] ?? "";
    return STATUSES.has(word.toLowerCase()) ? { word: word.toLowerCase(), end: at + 7 + word.length } : null;
  }
  const stat = text.search(/\bstat=/);
  return stat >= 0 ? { word: null, end: stat + 5 } : null;
}

/**
 * Start and end of the answer behind a status, without its brackets or quotation marks.
 * @param {string} text
 * @param {{ word: string | null, end: number }} status
 * @returns {[number, number]}
 */
function answerBehind(text, status) {
  let from = status.end;
  while (' ("'.includes(text[from] ?? "x")) from++;
  const closed = text.endsWith(")") ? status.word !== null : text.endsWith('"') && text[from - 1] === '"';
  return [from, closed ? text.length - 1 : text.length];
}

/**
 * Postfix `status=`, Sendmail `stat=`, OpenSMTPD `result= stat=`.
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function keyed(line) {
  const { text } = line;
  const status = statusOf(text);
  const to = valueOf(text, "to=<") ?? valueOf(text, " to=") ?? valueOf(text, " rcpt=");
  if (!status || !to) return null;
  const entry = entryOf(line, ...answerBehind(text, status));
  entry.recipient = findAddress(text, to.start - 1)?.address ?? to.value.replace(/[<>]/g, "");
  if (entry.recipient && !text.slice(to.start, to.end + 1).includes("@")) entry.recipient = to.value;
  const said = entry.answer?.text ?? "";
  const result = (valueOf(text, "result=")?.value ?? "").replaceAll('"', "").toLowerCase();
  const word = status.word ?? "";
  const told = status.word === null ? said : "";
  entry.noFailure = ARRIVED.has(word) || result === "ok" || /^(sent|queued)\b/i.test(told);
  entry.delayed = WAITING.has(word) || result === "tempfail" || /^deferred/i.test(told);
  entry.action = entry.delayed ? "delayed" : "failed";
  const dsn = valueOf(text, "dsn=");
  if (dsn) entry.status = new Snippet([line.cut(dsn.start, dsn.end)]);
  const relay = relayHost(text);
  entry.host = (/ said: |refused to talk/.test(said) ? saidHost(said) : null) ?? relay;
  // Postfix and Sendmail tell of their own troubles in the same place; only a quoted answer is a server's
  entry.trusted = status.word === null || / said: | refused to talk to me: /.test(said) || /^[245]\d\d[ -]/.test(said);
  return entry;
}

/** `relay=mx.example.org[192.0.2.1]:25`, `relay="192.0.2.1 (mx.example.org)"`. @param {string} text */
function relayHost(text) {
  const found = valueOf(text, "relay=");
  if (!found || found.value === "none") return null;
  if (!found.value.startsWith('"')) return cleanHost(found.value);
  const quoted = text.slice(found.start + 1, text.indexOf('"', found.start + 1));
  const open = quoted.indexOf("(");
  return cleanHost(open >= 0 ? quoted.slice(open + 1) : quoted.split(" ", 1)[0]);
}

/** The name that Exim gives a mail. */
const EXIM_ID = /^\S{4,10} [\d:.]{8,12} (?:\[\d+\] )?\w{6}-\w{6,11}-\w{2,4} /;

/**
 * `** a@example.org R=dnslookup T=remote_smtp: …`, `== a@example.org … defer (-44): …`, `rejected RCPT <a@…>: …`
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function exim(line) {
  const { text } = line;
  if (/ (?:=>|->|Completed)/.test(text.slice(0, 80)) && EXIM_ID.test(text)) return { ...newEntry(), noFailure: true };
  const failed = text.indexOf(" ** ");
  const deferred = text.indexOf(" == ");
  const mark = failed >= 0 ? failed : deferred;
  if (mark >= 0 && mark < 80) {
    const found = findAddress(text, mark + 4);
    if (!found || found.start > mark + 6) return null; // Gmail's "** Address not found **"
    const options = text.slice(found.end).search(/ [RTFP]=/);
    const colon =
      deferred >= 0 && failed < 0
        ? text.search(/ defer \([^)]{0,20}\):? /)
        : options >= 0
          ? text.indexOf(": ", found.end + options)
          : text.indexOf(": ", found.end);
    if (colon < 0) return null;
    const entry = entryOf(line, colon + (failed >= 0 ? 2 : 1));
    entry.recipient = found.address;
    entry.action = failed >= 0 ? "failed" : "delayed";
    entry.delayed = failed < 0;
    entry.trusted = false;
    entry.host = cleanHost(valueOf(text, " H=")?.value ?? "") ?? saidHost(text.slice(colon));
    return entry;
  }
  const rejected = text.search(/ rejected (RCPT|MAIL|after DATA|connection|EHLO|HELO)/);
  if (rejected < 0 || !text.includes(" H=")) return null;
  const found = findAddress(text, rejected);
  const colon = text.indexOf(": ", found ? found.end : rejected);
  const entry = entryOf(line, colon < 0 ? rejected + 1 : colon + 2); // without a reason: "rejected RCPT <…>"
  entry.recipient = text.startsWith(" rejected RCPT", rejected) && found ? found.address : null;
  entry.action = text.slice(rejected - 12, rejected).endsWith("temporarily") ? "delayed" : "failed";
  entry.trusted = false;
  return entry;
}

/**
 * `delivery 12: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_…/`
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function qmail(line) {
  const { text } = line;
  const found = /delivery \d{1,12}: (failure|deferral|success): /.exec(text.slice(0, 400));
  if (!found) return null;
  const from = found.index + found[0].length;
  const spaced = line.cut(from);
  spaced.text = spaced.text.replaceAll("_", " ").replaceAll("/", " ");
  const entry = /** @type {LogEntry} */ (newEntry());
  entry.answer = new Snippet([spaced]);
  entry.action = found[1] === "failure" ? "failed" : "delayed";
  entry.delayed = found[1] === "deferral";
  entry.noFailure = found[1] === "success";
  return entry;
}

/**
 * Exchange message tracking: `[{LED=550 5.1.1 …};{MSG=};{FQDN=mx.example.org};…]`
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function exchange(line) {
  const { text } = line;
  const led = text.indexOf("{LED=");
  if (led >= 0) {
    const end = text.indexOf("}", led);
    const entry = entryOf(line, led + 5, end < 0 ? undefined : end);
    entry.recipient = lastAddress(text.slice(0, led));
    entry.host = cleanHost(text.slice(text.indexOf("{FQDN=") + 6).split("}", 1)[0]);
    return entry;
  }
  const event = /,(FAIL|DEFER|BADMAIL|DSN),/.exec(text.slice(0, 2000));
  if (!event || !/,(SMTP|ROUTING|STOREDRIVER|AGENT|DSN|QUEUE),/.test(text.slice(0, 2000))) return null;
  const from = event.index + event[0].length;
  const status = /,("?)(?=[245]\d\d[ -])/.exec(text.slice(from)); // a field in quotes when the answer has commas
  const start = status ? from + status.index + status[0].length : from;
  const end = status ? text.indexOf(status[1] || ",", start) : -1;
  const entry = entryOf(line, start, end < 0 ? undefined : end);
  // in front of it; the Message-ID stands before
  entry.recipient = status ? lastAddress(text.slice(from, start)) : null;
  entry.action = event[1] === "DEFER" ? "delayed" : "failed";
  entry.delayed = event[1] === "DEFER";
  entry.trusted = status !== null;
  return entry;
}

/** The recipient stands right in front of the status. @param {string} text */
function lastAddress(text) {
  let last = null;
  for (let found = findAddress(text); found; found = findAddress(text, found.end)) last = found.address;
  return last;
}

/**
 * `(default: T (reject): [18.20/15.00] [BAYES_SPAM(5.10){…}…]` and `forced: reject "550 5.7.1 …"`
 * @param {import("./text.js").Line} line
 * @returns {LogEntry | null}
 */
function rspamd(line) {
  const { text } = line;
  const at = text.search(
    /\(default: [TFS] \((reject|soft reject|greylist|no action|add header|rewrite subject|quarantine)\)/,
  );
  if (at < 0) return null;
  const action =
    /\((reject|soft reject|greylist|no action|add header|rewrite subject|quarantine)\)/.exec(text.slice(at))?.[1] ?? "";
  const forced = text.indexOf("forced: ", at);
  const entry = entryOf(line, forced >= 0 ? forced : at + 10, forced >= 0 ? undefined : at + 200);
  entry.recipient = findAddress(text, Math.max(0, text.indexOf("rcpts: <")))?.address ?? null;
  entry.noFailure = !["reject", "soft reject", "greylist"].includes(action);
  entry.delayed = action === "greylist" || action === "soft reject";
  entry.action = entry.delayed ? "delayed" : "failed";
  entry.trusted = forced >= 0;
  return entry;
}
