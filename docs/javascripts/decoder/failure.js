/** One failure out of what was read of one recipient: codes, cause, provider, permanence, page, evidence. */

import { saidHost } from "./addresses.js";
import { enhancedEnd, readCodes } from "./codes.js";
import { nearest } from "./url.js";

/** @typedef {import("./report.js").Entry} Entry */
/** @typedef {import("./codes.js").Found} Found */
/** @typedef {import("./text.js").Snippet} Snippet */
/** @typedef {import("./causes.js").Rules} Rules */
/** @typedef {{ start: number, end: number }} Span */
/**
 * @typedef {{
 *   snippet: Snippet, trusted: boolean, near: boolean
 * }} Candidate a text about a failure; near: it belongs to this recipient alone
 */
/**
 * @typedef {{ span: (start: number, end: number) => Span | null, text?: string }} Place where a code or a sign stands
 */
/**
 * @typedef {{ reply: Found | null, replyIn: Place | null, enhanced: Found | null, enhancedIn: Place | null }} Chosen
 */

/**
 * What a whole text says of all its failures.
 * @typedef {object} Around
 * @property {string} kind
 * @property {string | null} [reporter]
 * @property {Snippet[]} [context] paragraphs that belong to no recipient
 * @property {string | null} [time]
 * @property {boolean} [submission]
 * @property {boolean} [over]
 * @property {boolean} [waits]
 */

const LINE_LIMIT = 300;
const TEXTS_LIMIT = 16; // what is said of a failure stands near it
const CONTEXT_LIMIT = 100; // paragraphs that belong to no recipient

/**
 * @param {Entry} entry
 * @param {Rules} rules
 * @param {Around} around
 * @returns {import("./decode.js").Failure}
 */
export function makeFailure(entry, rules, around) {
  /** @type {import("./decode.js").Evidence[]} */
  const evidence = [];
  /** @param {Place | null} snippet @param {Span | null} found @param {import("./decode.js").Evidence["says"]} says */
  const mark = (snippet, found, says) => {
    const span = found && snippet?.span(found.start, found.end);
    if (span) evidence.push({ ...span, says });
  };
  const texts = candidates(entry, around);
  const codes = onlyKnown(chooseCodes(entry, texts), rules);
  mark(codes.replyIn, codes.reply, "reply");
  mark(codes.enhancedIn, codes.enhanced, "enhanced");
  const reply = codes.reply?.value ?? null;
  const enhanced = codes.enhanced?.value ?? null;
  const success = reply !== null && "23".includes(reply[0]);
  const host = entry.host ?? saidHost(texts[0]?.snippet.text ?? "");
  const permanent = permanence(entry, around, reply, enhanced, success);
  const why = success ? NOTHING : chooseCause(codedFirst(texts, codes), host, reply, enhanced, rules, codes);
  mark(why.causeIn, why.causeAt, "cause");
  mark(why.providerIn, why.providerAt, why.byWording ? "wording" : "provider");
  const stillTried = !success && waits(entry, around);
  const over = around.kind === "bounce" || entry.action === "failed" || around.over === true;
  return {
    reply,
    enhanced,
    permanent,
    gave_up: over && permanent === false && !stillTried,
    submission: around.submission === true || entry.submission === true,
    still_tried: stillTried,
    cause: why.cause,
    cause_said: why.causeAt !== null,
    situation: why.situation,
    provider: why.provider ?? entry.writer ?? null,
    by_wording: why.byWording,
    response: why.response,
    recipient: entry.recipient ?? addressed(codes),
    final_recipient: entry.final ?? null,
    refused_by: host,
    reported_by: around.reporter ?? null,
    until: entry.until ?? null,
    time: entry.time ?? around.time ?? null,
    url: nearest(rules.addresses, reply, enhanced),
    line: keyLine(entry, texts, codes, why),
    evidence,
  };
}

/** Does the report itself say that it is tried again? @param {Entry} entry @param {Around} around */
const waits = (entry, around) => around.kind === "delay-notice" || entry.action === "delayed" || entry.delayed === true;

/**
 * The text that holds the codes comes first: what stands beside them explains them.
 * @param {Candidate[]} texts
 * @param {Chosen} codes
 */
function codedFirst(texts, codes) {
  const coded =
    texts.find((one) => one.snippet === codes.replyIn) ?? texts.find((one) => one.snippet === codes.enhancedIn);
  if (!coded || (coded === texts[0] && coded.near)) return texts;
  return [{ ...coded, near: true }, ...texts.filter((one) => one !== coded)];
}

/** @typedef {import("./causes.js").Why & { causeIn: Snippet | null, providerIn: Snippet | null }} Reason */

/** @type {Reason} */
const NOTHING = {
  strength: 0,
  cause: null,
  situation: null,
  provider: null,
  byWording: false,
  response: null,
  causeAt: null,
  causeIn: null,
  providerAt: null,
  providerIn: null,
};

/** The texts about this failure, the refusing server's own words first. @param {Entry} entry @param {Around} around */
function candidates(entry, around) {
  /** @type {Candidate[]} */
  const out = [];
  const seen = new Set();
  /** @param {Snippet | null} snippet @param {boolean} trusted @param {boolean} near */
  const add = (snippet, trusted, near) => {
    if (!snippet?.text || seen.has(snippet)) return;
    seen.add(snippet);
    out.push({ snippet, trusted, near });
  };
  add(entry.answer, entry.trusted, true);
  if (entry.beside) {
    add(entry.beside.answer, entry.beside.trusted, true);
    for (const snippet of entry.beside.more) add(snippet, false, true);
  }
  for (const snippet of entry.more ?? []) add(snippet, false, true);
  for (const snippet of (around.context ?? []).slice(0, CONTEXT_LIMIT)) add(snippet, false, false);
  return out;
}

/**
 * A reply and an enhanced code as the refusing server wrote them; where its text holds no enhanced code, the
 * report's Status as it stands.
 * @param {Entry} entry @param {Candidate[]} texts @returns {Chosen}
 */
function chooseCodes(entry, texts) {
  if (entry.bare) return { ...entry.bare, replyIn: PASTED, enhancedIn: PASTED };
  /** @type {Chosen} */
  let { reply, replyIn, enhanced, enhancedIn } = { reply: null, replyIn: null, enhanced: null, enhancedIn: null };
  for (const { snippet, trusted, near } of texts) {
    const found = codesOf(snippet, trusted === true);
    if (found.reply && !reply) {
      reply = found.reply;
      replyIn = snippet;
      if (found.enhanced && (near || !entry.status)) {
        // a report's own field counts more than prose further off
        enhanced = found.enhanced;
        enhancedIn = snippet;
      }
      break;
    }
    if (found.enhanced && !enhanced && (near || !entry.status)) {
      enhanced = found.enhanced;
      enhancedIn = snippet;
    }
  }
  if (!reply && entry.code) {
    reply = { value: entry.code.text, start: 0, end: 3 };
    replyIn = entry.code;
  }
  if (!enhanced && entry.status) {
    const end = enhancedEnd(entry.status.text, 0);
    if (end > 0) {
      enhanced = { value: entry.status.text.slice(0, end), start: 0, end };
      enhancedIn = entry.status;
    }
  }
  return { reply, replyIn, enhanced, enhancedIn };
}

/**
 * The codes of a snippet, read once however many recipients share it.
 * @param {Snippet} snippet
 * @param {boolean} trusted
 */
export function codesOf(snippet, trusted) {
  const read = () => readCodes(snippet.text, { trusted, success: trusted, starts: snippet.starts() });
  return trusted ? (snippet.trustedCodes ??= read()) : (snippet.codes ??= read());
}

/**
 * Three digits that no list of replies knows are no reply, unless an enhanced code stands beside them.
 * @param {Chosen} codes
 * @param {Rules} rules
 * @returns {Chosen}
 */
function onlyKnown(codes, rules) {
  const { replies } = rules.addresses;
  const beside = codes.enhanced && codes.enhancedIn === codes.replyIn;
  if (!codes.reply || beside || !replies.size || replies.has(codes.reply.value) || "23".includes(codes.reply.value[0]))
    return codes;
  return { ...codes, reply: null, replyIn: null };
}

/** A bare code's offsets count in the pasted text itself. */
const PASTED = { span: (/** @type {number} */ start, /** @type {number} */ end) => ({ start, end }) };

/**
 * @param {Candidate[]} texts
 * @param {string | null} host
 * @param {string | null} reply
 * @param {string | null} enhanced
 * @param {Rules} rules
 * @param {Chosen} codes
 * @returns {Reason}
 */
function chooseCause(texts, host, reply, enhanced, rules, codes) {
  let best = null;
  let provider = null;
  for (const { snippet, near } of texts.slice(0, TEXTS_LIMIT)) {
    const from = codes.reply
      ? snippet === codes.replyIn
        ? codes.reply.end
        : snippet.text.indexOf(codes.reply.value) + 1
      : 0;
    const why = rules.why(snippet, near ? host : null, reply, enhanced, from, !near);
    if (near && why.provider && !provider)
      provider = { name: why.provider, byWording: why.byWording, at: why.providerAt, in: snippet };
    const strength = near || why.strength < 1 ? why.strength : why.strength >= 2 ? 1.2 : why.strength === 1 ? 0.7 : 0;
    if (!best || strength > best.strength) best = { ...why, strength, causeIn: snippet };
    if (best.strength >= 1.5) break;
  }
  if (!best) best = { ...rules.why({ text: "" }, host, reply, enhanced), causeIn: null };
  if (!provider) return { ...best, providerIn: best.causeIn };
  const { name, byWording, at } = provider;
  return { ...best, provider: name, byWording, providerAt: at, providerIn: provider.in };
}

/**
 * By the class of the code in the text, the reply's first; without one, by what the report or its words say.
 * @param {Entry} entry
 * @param {Around} around
 * @param {string | null} reply
 * @param {string | null} enhanced
 * @param {boolean} success
 */
function permanence(entry, around, reply, enhanced, success) {
  if (success) return null;
  const code = reply ?? enhanced;
  if (code && "45".includes(code[0])) return code[0] === "5";
  if (code) return null;
  if (around.kind === "delay-notice" || entry.action === "delayed" || entry.delayed || entry.soft) return false;
  if (entry.action === "failed" || around.kind === "bounce" || around.over) return true;
  return around.waits ? false : null;
}

/**
 * `550 5.1.1 <ada@example.org>… User unknown`: an address in brackets right behind the codes is the recipient.
 * @param {Chosen} codes
 */
function addressed(codes) {
  const text = codes.replyIn?.text;
  if (!text || !codes.reply) return null;
  const from =
    codes.enhancedIn === codes.replyIn && codes.enhanced
      ? Math.max(codes.reply.end, codes.enhanced.end)
      : codes.reply.end;
  const found = /^[ :-]{0,3}<([^<>@\s]{1,120}@[^<>@\s]{1,200})>/.exec(text.slice(from, from + 330));
  return found && !/sender|mail from/i.test(text.slice(from, from + 600)) ? found[1] : null;
}

/**
 * The line for links and notes: what holds the code, else what says why, else what was said at all.
 * @param {Entry} entry
 * @param {Candidate[]} texts
 * @param {Chosen} codes
 * @param {Reason} why
 */
function keyLine(entry, texts, codes, why) {
  const status = codes.enhancedIn === entry.status ? null : codes.enhancedIn;
  const coded = codes.replyIn === entry.code ? null : (codes.replyIn ?? status);
  const text = (coded ?? (why.causeAt && why.causeIn) ?? texts[0]?.snippet)?.text ?? texts[0]?.snippet.text ?? "";
  const from = coded && codes.reply && codes.replyIn === coded && codes.reply.end > LINE_LIMIT ? codes.reply.start : 0;
  return text ? text.slice(from, from + LINE_LIMIT) : null;
}
