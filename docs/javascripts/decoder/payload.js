/** What sending services post to webhooks, and anything else that is JSON. */

import { newEntry } from "./report.js";
import { Line, Snippet } from "./text.js";

/** Keys that hold what the refusing server said, the most telling first. */
const ANSWER_KEYS = [
  "diagnosticcode",
  "diag",
  "raw_reason",
  "smtp-response",
  "smtpresponse",
  "mta_response",
  "smtp_reply",
  "response",
  "email_response_message",
  "details",
  "output",
  "message",
  "reason",
  "error",
  "bounce_description",
  "readable_reason",
  "description",
  "detail",
  "content",
];
const CODE_KEYS = [
  "responsecode",
  "response_code",
  "error_code",
  "smtp_code",
  "smtpcode",
  "code",
  "email_response_code",
  "status_code",
  "statuscode",
];
const STATUS_KEYS = [
  "status",
  "enhanced-code",
  "enhanced_code",
  "enhancedcode",
  "dsn",
  "smtp_code_ex",
  "enhancedstatuscode",
];
const RECIPIENT_KEYS = [
  "emailaddress",
  "recipient",
  "rcpt_to",
  "email",
  "rcpt",
  "to",
  "address",
  "destination",
  "raw_rcpt_to",
];
const EVENT_KEYS = [
  "event",
  "eventtype",
  "notificationtype",
  "type",
  "recordtype",
  "bouncetype",
  "severity",
  "msys_event",
  "bounce_type",
];

/** Events that are no failure, and those that only wait. */
const GOOD_EVENTS = new Set([
  "delivery",
  "delivered",
  "open",
  "opened",
  "click",
  "clicked",
  "send",
  "sent",
  "processed",
  "accepted",
  "complaint",
  "spamcomplaint",
  "spamreport",
  "spam_complaint",
  "complained",
  "unsubscribe",
  "unsubscribed",
  "subscriptionchange",
  "email.delivered",
  "email.sent",
  "email.opened",
  "email.clicked",
  "email.complained",
  "request",
  "injection",
  "list_unsubscribe",
  "link_unsubscribe",
  "rendering",
  "uniqueopened",
  "unique_opened",
]);
const DELAY_EVENTS = new Set(["deferred", "delay", "deliverydelay", "deferral", "email.delivery_delayed", "delayed"]);
/** Given up, but for a reason that may pass. */
const SOFT_EVENTS = new Set(["soft_bounce", "softbounce", "soft-bounce", "transient", "temporary", "deferred_bounce"]);
const BAD_EVENTS = new Set([
  "bounce",
  "bounced",
  "failed",
  "dropped",
  "hard_bounce",
  "hardbounce",
  "blocked",
  "reject",
  "rejected",
  "email.bounced",
  "email.failed",
  "permanent",
  "error",
  "invalid_email",
  "out_of_band",
  "policy_rejection",
  "generation_failure",
  "hard-bounce",
  "messagebounced",
  "messagedeliveryfailed",
]);

/** Of these events: complaints, and arrivals. */
const COMPLAINTS = /complain|spam|unsub/;
const ARRIVALS = /deliver|sent|send|accepted|processed/;

const NODE_LIMIT = 20000;
const SEARCH_LIMIT = 40000;
const ENTRY_LIMIT = 500;

/**
 * @param {string} text the pasted text
 * @param {string} [inside] where to look for JSON, when not in the whole text
 * @returns {{ entries: (import("./report.js").Entry & { delayed?: boolean })[], good: boolean, bad: boolean, what: import("./answers.js").What } | null} null: no JSON
 */
export function readPayload(text, inside = text) {
  const value = parse(inside);
  if (!value) return null;
  const walk = new Walk(text);
  walk.node(value, null, 0);
  return {
    entries: walk.entries,
    good: walk.good && !walk.bad && !walk.entries.length,
    bad: walk.bad,
    what: walk.what,
  };
}

/** The first object or list in a text; what stands around it may be a mail's footer. @param {string} text */
function parse(text) {
  const start = text.search(/[[{]/);
  if (
    start < 0 ||
    (!text.includes('":') && !text.includes('" :')) ||
    text.slice(0, start).includes("@") ||
    text.length > 8e6
  )
    return null;
  const close = text[start] === "{" ? "}" : "]";
  const tries = [text.length, text.lastIndexOf(close) + 1, text.indexOf("\n--", start), balanced(text, start)];
  for (const end of tries) {
    if (end <= start) continue;
    try {
      const value = JSON.parse(text.slice(start, end).trim());
      if (value && typeof value === "object") return value;
    } catch {
      // try a shorter piece
    }
  }
  return linesOf(text.slice(start));
}

/** One JSON object on each line. @param {string} text */
function linesOf(text) {
  const out = [];
  for (const line of text.split("\n").slice(0, 1000)) {
    if (!line.trim().startsWith("{")) continue;
    try {
      out.push(JSON.parse(line));
    } catch {
      return out.length ? out : null;
    }
  }
  return out.length ? out : null;
}

/** Where the bracket at `start` is closed. @param {string} text @param {number} start */
function balanced(text, start) {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === "\\") i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "{" || c === "[") depth++;
    else if ((c === "}" || c === "]") && --depth === 0) return i + 1;
  }
  return -1;
}

class Walk {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.entries = [];
    this.good = false;
    /** @type {import("./answers.js").What} */
    this.what = null;
    this.bad = false;
    this.nodes = 0;
    this.searchFrom = 0;
  }

  /** @param {any} value @param {any} around what the objects around it say @param {number} depth */
  node(value, around, depth) {
    if (!value || typeof value !== "object" || depth > 12 || ++this.nodes > NODE_LIMIT) return;
    if (Array.isArray(value)) {
      for (const item of value) this.node(item, around, depth + 1);
      return;
    }
    const own = new Map(Object.entries(value).map(([key, content]) => [key.toLowerCase(), content]));
    const told = { ...around };
    for (const key of EVENT_KEYS) this.#event(own.get(key), told);
    told.recipient = firstAddress(own, RECIPIENT_KEYS) ?? told.recipient ?? null;
    told.status = firstText(own, STATUS_KEYS, (text) => /^[245]\.\d{1,3}\.\d{1,3}$/.test(text)) ?? told.status ?? null;
    told.code = firstText(own, CODE_KEYS, (text) => /^[2345]\d\d$/.test(text)) ?? told.code ?? null;
    const inner = ["message", "Message", "body"]
      .map((key) => value[key])
      .find((text) => typeof text === "string" && text.trim().startsWith("{"));
    if (inner) {
      try {
        this.node(JSON.parse(inner), told, depth + 1);
        return;
      } catch {
        // no JSON after all
      }
    }
    const before = this.entries.length;
    for (const content of Object.values(value)) this.node(content, told, depth + 1);
    if (this.entries.length === before) this.#entry(own, told);
  }

  /** @param {any} content @param {any} told */
  #event(content, told) {
    if (typeof content !== "string") return;
    const word = content.toLowerCase().replaceAll(" ", "");
    if (GOOD_EVENTS.has(word)) {
      this.good = true;
      this.what ??= COMPLAINTS.test(word) ? "feedback" : ARRIVALS.test(word) ? "confirmation" : null;
      told.good = true;
    } else if (DELAY_EVENTS.has(word)) told.delayed = true;
    else if (SOFT_EVENTS.has(word)) {
      this.bad = true;
      Object.assign(told, { bad: true, soft: true });
    } else if (BAD_EVENTS.has(word)) {
      this.bad = true;
      told.bad = true;
      if (word === "permanent" || word.startsWith("hard")) Object.assign(told, { delayed: false, soft: false });
    }
  }

  /** @param {Map<string, any>} own @param {any} told */
  #entry(own, told) {
    const key = ANSWER_KEYS.find((name) => typeof own.get(name) === "string" && own.get(name).trim());
    const answer = key ? String(own.get(key)) : "";
    const coded =
      /(^|[^\d.])[45]\d\d([ -]|$)|[45]\.\d{1,3}\.\d{1,3}/.test(answer.slice(0, 2000)) ||
      (told.recipient && (told.code || told.status));
    if (!answer && !told.code && !(told.status && told.recipient)) return;
    if (told.good && !told.bad) return;
    if (!told.bad && !told.delayed && !coded) return;
    if (this.entries.length >= ENTRY_LIMIT) return;
    const entry = /** @type {any} */ (newEntry());
    entry.recipient = told.recipient;
    entry.answer = new Snippet([this.#locate(answer)]);
    entry.trusted = true;
    entry.delayed = told.delayed === true;
    entry.action = told.delayed ? "delayed" : told.bad && !told.soft ? "failed" : "";
    entry.soft = told.soft === true;
    if (told.status) entry.status = new Snippet([this.#locate(told.status)]);
    if (told.code) entry.code = new Snippet([this.#locate(told.code)]);
    this.entries.push(entry);
  }

  /** The value's place in the pasted text, where it stands there unescaped. @param {string} value */
  #locate(value) {
    const escaped = JSON.stringify(value).slice(1, -1);
    if (escaped !== value || !value) return new Line(value, -1);
    // values come in the order of the text: look further on, and only so far that the whole stays linear
    const near = this.text.slice(this.searchFrom, this.searchFrom + SEARCH_LIMIT);
    const found = near.indexOf(value);
    const at = found < 0 ? -1 : this.searchFrom + found;
    if (found > SEARCH_LIMIT / 2) this.searchFrom = at;
    return new Line(value, at);
  }
}

/** @param {Map<string, any>} own @param {string[]} keys @param {(text: string) => boolean} fits */
function firstText(own, keys, fits) {
  for (const key of keys) {
    const content = own.get(key);
    if ((typeof content === "string" || typeof content === "number") && fits(String(content).trim()))
      return String(content).trim();
  }
  return null;
}

/** @param {Map<string, any>} own @param {string[]} keys */
function firstAddress(own, keys) {
  for (const key of keys) {
    let content = own.get(key);
    if (Array.isArray(content) && content.length === 1) content = content[0];
    if (typeof content === "string" && content.includes("@") && content.length < 320)
      return content.replace(/^.*<|>.*$/g, "").trim();
  }
  return null;
}
