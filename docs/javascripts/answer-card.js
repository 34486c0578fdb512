// The answer to a paste, as elements: verdict, what was read where, notes to copy. Text stays text: no HTML is parsed.

import { nameOf, note, readerOf, readers, report, ticket } from "./answer-note.js";
import { cut, masked } from "./cut.js";
import { verdictOf } from "./decoder/verdict.js";
import { contactLine, ownContacts, ownPart } from "./own-copy.js";
import { picture } from "./picture.js";
import { saidOf } from "./said.js";

/** @typedef {import("./answer-note.js").Told} Told */
/** @typedef {import("./decoder/answers.js").Answer} Answer */
/** @typedef {import("./decoder/decode.js").Failure} Failure */
/** @typedef {import("./decoder/verdict.js").Answers} Answers */
/** @typedef {import("./decoder/verdict.js").Verdict} Verdict */
/**
 * @typedef {{
 *   section: HTMLElement, outcome: string, verdict: Verdict, name: string
 * }} Card the answer for one recipient
 */
/**
 * @typedef {{
 *   shareLimit: number, reportTo?: string, own?: boolean
 * }} Options how long a shared line may be, where a wrong answer is reported, and whether the text is from the log of
 *   the server that answered
 */

/** @type {Record<string, string>} */
const SAYS = {
  reply: "the reply code",
  enhanced: "the enhanced code",
  provider: "shows who speaks",
  wording: "a text known from this speaker",
  cause: "says why",
  recipient: "the recipient",
  refused_by: "who refused",
  reported_by: "who reports",
  action: "what was done",
};
/**
 * Lines that only the server that answers writes into its log: Postfix's and Exim's refusals, Haraka's own side of the
 * talk.
 */
const ANSWERERS_LOG =
  /\bNOQUEUE: (?:milter-)?reject\b|: (?:milter-)?reject: (?:CONNECT|EHLO|HELO|MAIL|RCPT|DATA|END-OF-MESSAGE) from |\bH=.{1,200} rejected (?:EHLO|MAIL|RCPT|DATA|after DATA|connection)\b|\[PROTOCOL\] .{0,80}\bS: [45]\d\d /;
const SENDERS_LOG = /\bstatus=(?:bounced|deferred)\b/;
const AROUND = 400; // characters of the paste shown around what was read
const NO_BOUNCE = {
  "auto-reply": [
    "An automatic answer",
    "Your mail arrived, and a machine answered: somebody is away, or a ticket was opened.",
  ],
  feedback: [
    "A report about your mail",
    "A reader marked a mail as spam, or a provider says how your mail passed its checks. After a complaint, take " +
      "that reader off your list.",
  ],
  confirmation: ["A confirmation", "It says that a mail arrived or was read."],
  mail: ["An ordinary mail", "Nothing in it says that a delivery failed."],
};

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} name
 * @param {Record<string, string | URL | null | undefined>} [attributes] `text` is the element's text
 * @param {(Node | string | null | undefined)[]} children
 */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined) continue;
    if (key === "text") made.textContent = String(value);
    else made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/**
 * @param {string} text what was pasted
 * @param {Answer} found what decode() gave
 * @param {Answers} words api/v1/answers.json
 * @param {URL} base the site's root
 * @param {Options} options
 * @returns {DocumentFragment}
 */
export function card(text, found, words, base, options) {
  const out = document.createDocumentFragment();
  if (found.kind === "not-a-bounce") {
    const [name, text] = NO_BOUNCE[found.what ?? "mail"] ?? NO_BOUNCE.mail;
    out.append(
      el(
        "section",
        { class: "verdict is-no-effect" },
        head("Not a bounce", name),
        el("p", { class: "verdict-summary", text }),
        el("p", { class: "verdict-advice" }, el("strong", { text: "What now? " }), "Nothing need be done."),
      ),
    );
    return out;
  }
  if (!found.failures.length) {
    out.append(nothing(text, words, base));
    return out;
  }
  if (found.kind === "delay-notice")
    out.append(
      el(
        "p",
        { class: "delay-note" },
        el("strong", { text: "This is not a failure yet." }),
        " The sending server still tries. You need not send again.",
      ),
    );
  const own = ANSWERERS_LOG.test(text) && !SENDERS_LOG.test(text);
  const cards = found.failures.map((failure) => one(failure, found, words, base, { ...options, own }));
  if (cards.length > 1) {
    out.append(
      el(
        "p",
        { class: "answer-count" },
        el("strong", { text: `${cards.length} ${different(found.failures)} in this text.` }),
        " Here is the answer for each.",
      ),
      overview(cards),
      ...cards.map(({ name, outcome, section }, at) =>
        el("details", { class: "more", open: at ? null : "" }, el("summary", { text: `${name}: ${outcome}` }), section),
      ),
    );
  } else out.append(cards[0].section);
  out.append(
    el(
      "details",
      { class: "read", open: "" },
      el("summary", { text: "What was read in your text" }),
      legend(found.failures),
      marked(text, found.failures),
    ),
  );
  out.append(
    el(
      "p",
      {},
      "You never sent this mail? ",
      el("a", { href: new URL("not-mine/", base), text: "Read this first" }),
      ".",
    ),
  );
  return out;
}

/**
 * A number of ours in a short text that is no bounce, such as "is 447 a real code?" or "602".
 * @param {string} text
 * @param {Answers} words
 * @param {URL} base
 */
function meant(text, words, base) {
  const known =
    text.length > 300
      ? []
      : [...new Set(text.match(/(?<![\d.])(?:\d{3}|\d\.\d{1,3}\.\d{1,3})(?!\.?\d)/g))].filter((code) =>
          Object.hasOwn(words.codes, code),
        );
  if (!known.length) return null;
  return el(
    "p",
    {},
    "Did you mean ",
    ...known.flatMap((code, at) => [
      at ? " or " : "",
      el("a", { href: new URL(`${code}/`, base), text: `${code}: ${words.codes[code].title}` }),
    ]),
    "?",
  );
}

/**
 * Sign (drawn by the stylesheet), outcome and the quiet line below it, as on the pages.
 * @param {string} outcome
 * @param {string} [course]
 */
function head(outcome, course) {
  return el(
    "div",
    { class: "verdict-head" },
    el("span", { class: "verdict-sign", "aria-hidden": "true" }),
    el("p", { class: "verdict-outcome", text: outcome }),
    el("p", { class: "verdict-course", text: course ?? "" }),
  );
}

/**
 * Nothing was found: what to paste instead, and the case in which there is nothing to paste.
 * @param {string} text
 * @param {Answers} words
 * @param {URL} base
 */
function nothing(text, words, base) {
  return el(
    "section",
    { class: "verdict is-depends" },
    head("Nothing found", "No SMTP code and no known wording"),
    el(
      "p",
      { class: "verdict-advice" },
      el("strong", { text: "What now? " }),
      "Paste the whole mail that came back, best with its headers: the text, not a picture of it. Or look in the ",
      el("a", { href: new URL("codes/", base), text: "table of all codes" }),
      ".",
    ),
    meant(text, words, base),
    el("p", {
      text:
        "Nothing came back at all? Then the other server accepted the mail. Ask the recipient to look in the " +
        "spam folder and in their rules; their mail admin can find it by time and sender.",
    }),
  );
}

/** One row for each recipient. @param {Card[]} cards */
function overview(cards) {
  /** @type {(kind: "th" | "td", ...cells: string[]) => HTMLElement} */
  const row = (kind, ...cells) =>
    el("tr", {}, ...cells.map((text) => el(kind, kind === "th" ? { scope: "col", text } : { text })));
  return el(
    "div",
    { class: "wide" },
    el(
      "table",
      { class: "plain" },
      el("thead", {}, row("th", "For", "Outcome", "What now")),
      el("tbody", {}, ...cards.map(({ name, outcome, verdict }) => row("td", name, outcome, verdict.advice.sentence))),
    ),
  );
}

/**
 * @param {Failure} failure
 * @param {Answer} found
 * @param {Answers} words
 * @param {URL} base
 * @param {Options} options
 * @returns {Card}
 */
function one(failure, found, words, base, options) {
  const verdict = verdictOf(failure, words);
  const { cause, title, steps } = reasonOf(verdict, words);
  const say = words.words;
  const code = [failure.reply, failure.enhanced].filter(Boolean).join(" ");
  const [word] = say.outcomes[verdict.outcome];
  const outcome = headline(word, title);
  const spoke = verdict.cause !== "connection-failed" || Boolean(code || failure.response);
  const speaker = spoke ? nameOfSpeaker(failure, words) : null;
  const section = el(
    "section",
    { class: `verdict is-${verdict.outcome}`, "aria-label": `Answer${code ? ` for ${code}` : ""}` },
    who(failure, speaker, spoke),
    head(outcome, say.courses[verdict.outcome]?.[verdict.retried.value]),
    el("p", { class: "verdict-summary", text: verdict.summary }),
    el("p", { class: "verdict-advice" }, el("strong", { text: "What now? " }), verdict.advice.sentence),
    ownLog(options, [cause?.url, failure.url], base),
    steps.length ? el("ol", { class: "answer-steps" }, ...steps.map((text) => el("li", { text }))) : null,
    picture(verdict, say.picture),
    facts(verdict, speaker, say, onlyWorded(failure)),
    code ? chips(failure, words, base) : null,
  );
  const answer = { failure, found, verdict, code, cause, title, steps, say, base, limit: options.shareLimit };
  const further = linksOf(answer, words);
  if (further.childNodes.length) section.append(further);
  const own = ownPart(failure, words);
  if (own) section.append(own);
  section.append(notes(answer, ownContacts("sender", words)), take(answer, options));
  return { section, outcome, verdict, name: failure.recipient ?? code ?? "" };
}

/**
 * Why, with the note of the situation, its title and the sender's steps.
 * @param {Verdict} verdict
 * @param {Answers} words
 */
function reasonOf(verdict, words) {
  const cause = words.causes[verdict.cause ?? ""];
  const situation = cause?.situations?.[verdict.situation ?? ""];
  const title = cause && verdict.cause !== "unclassified" ? (situation ?? cause).title : "";
  const mine = ["sender", "depends"].includes(verdict.whose_job);
  const steps = situation?.sender ?? (mine ? (cause?.sender ?? []) : []);
  return { cause: situation?.tell ? { ...cause, tell: situation.tell } : cause, title, steps };
}

/** "Refused: Mailbox full", but "Refused by a policy or filter". @param {string} word @param {string} title */
const headline = (word, title) =>
  title.toLowerCase().startsWith(word.toLowerCase()) ? title : [word, title].filter(Boolean).join(": ");

/** @param {Failure} failure @param {Answers} words */
const nameOfSpeaker = ({ provider }, words) => provider && (words.providers[provider] ?? provider);

/**
 * A queue may hold several mails to one address.
 * @param {Failure[]} failures
 */
const different = (failures) =>
  new Set(failures.map(({ recipient }) => recipient)).size === failures.length
    ? "addresses are named"
    : "entries stand";

/**
 * Who reads such a log runs the server that answered: what is said to the sender is not for them.
 * @param {Options} options
 * @param {(string | null | undefined)[]} pages the first that there is has the steps
 * @param {URL} base
 */
function ownLog({ own }, pages, base) {
  const page = pages.find(Boolean);
  if (!own || !page) return null;
  const steps = new URL(`${page}#receiving-admin`, base);
  return el(
    "p",
    { class: "own-log" },
    el("strong", { text: "Is this your server’s log? " }),
    "Then your server gave this answer, by a rule or fault of its own: ",
    el("a", { href: steps, text: "what its admin does" }),
    ".",
  );
}

/**
 * Who can fix it, what is wrong, who says it or is known for the very wording; null where none of it is known.
 * @param {Verdict} verdict
 * @param {string | null} speaker
 * @param {import("./decoder/verdict.js").Words} say
 * @param {boolean} worded
 */
function facts(verdict, speaker, say, worded) {
  const wrong = ["depends", "nothing"].includes(verdict.trouble_with) ? null : say.troubles[verdict.trouble_with];
  const known = Object.entries({
    "Who can fix it?": say.fixers[verdict.whose_job],
    "What is wrong": wrong,
    [worded ? "The same text is known from" : "Who says it"]: speaker,
  }).filter(([, value]) => value);
  if (!known.length) return null;
  const list = el("dl", { class: "verdict-facts" });
  list.append(...known.map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value }))));
  return list;
}

/**
 * Where more is told: the code's page, the cause's, how to get off the list, the very text.
 * @param {Told} answer
 * @param {Answers} words
 */
function linksOf({ failure, verdict, code, cause, title, say, base }, words) {
  const links = el("p", { class: "answer-links" });
  const add = (/** @type {string} */ address, /** @type {string} */ text) =>
    links.append(links.childNodes.length ? " " : "", el("a", { href: new URL(address, base), text }));
  const page = pageOf(failure, verdict, words);
  if (page) add(page, `All about ${code || "it"}`);
  if (cause?.url) {
    // straight to the situation's own steps, else to those of the role whose job it is
    const situation = cause.situations?.[verdict.situation ?? ""] ? verdict.situation : null;
    const role = say.roles[verdict.whose_job] ? verdict.whose_job : null;
    const place = situation ?? role;
    add(cause.url + (place ? `#${place}` : ""), `What to do: ${title || cause.title}`);
    if (place && place === role && role !== "sender" && cause.sender?.length)
      add(`${cause.url}#sender`, "What the sender can do");
  }
  const off = words.delisting.causes.includes(verdict.cause ?? "") && words.delisting.providers[failure.provider ?? ""];
  if (off) add(off, "How to get off the list");
  if (failure.response)
    add(
      `providers/${failure.response.replace("/", "/#")}`,
      onlyWorded(failure) ? "The known text, and when it was seen" : "This very text",
    );
  return links;
}

/**
 * The page of the code; where the text tells another cause or situation than the page, with what it told (a redirect of
 * a pair without a page would lose it).
 * @param {Failure} failure
 * @param {Verdict} verdict
 * @param {Answers} words
 */
function pageOf({ url }, { cause, situation }, words) {
  const names = (url ?? "").split("/").filter(Boolean);
  const pair = words.pairs?.[names.join(" ")];
  const page = { ...words.codes[names.at(-1) ?? ""], ...pair };
  const told = cause === page.cause && (situation ?? null) === (page.situation ?? null);
  if (!url || !page.title || !cause || !words.causes[cause]?.url || told) return url;
  return (pair ? url : `${names.at(-1)}/`) + saidOf(cause, situation);
}

/**
 * Whether nothing but the wording names the speaker: it is known for the text, and need not be who wrote it.
 * @param {Failure} failure
 */
const onlyWorded = (failure) => (failure.evidence ?? []).some((span) => span.says === "wording");

/** To whom, and who refused. @param {Failure} failure @param {string | null} speaker @param {boolean} spoke */
function who(failure, speaker, spoke) {
  const said = failure.refused_by
    ? `${spoke ? "refused by" : "no answer from"} ${failure.refused_by}`
    : speaker && !onlyWorded(failure)
      ? `said by ${speaker}`
      : null;
  const parts = [failure.recipient && `For ${failure.recipient}`, said].filter(Boolean);
  return parts.length ? el("p", { class: "answer-who", text: parts.join(" · ") }) : null;
}

/** Each code with its title. @param {Failure} failure @param {Answers} words @param {URL} base */
function chips(failure, words, base) {
  const codes = [failure.reply, failure.enhanced].flatMap((code) => (code && words.codes[code] ? [code] : []));
  if (!codes.length) return null;
  return el(
    "p",
    { class: "chips" },
    ...codes.map((code) =>
      el(
        "a",
        { class: "chip", href: new URL(`${code}/`, base) },
        el("span", { class: "code", text: code }),
        ` ${words.codes[code].title}`,
      ),
    ),
  );
}

/**
 * @param {string} label
 * @param {() => string} textOf
 * @param {() => void} [select] selects the text, where it is shown
 */
function copyButton(label, textOf, select) {
  const button = el("button", { type: "button", text: label });
  button.addEventListener("click", async () => {
    select?.();
    try {
      await navigator.clipboard.writeText(textOf());
      button.textContent = "Copied";
    } catch {
      button.textContent = select ? "Press Ctrl+C to copy" : "Copying is not allowed here"; // no secure context
    }
  });
  return button;
}

/**
 * The note for the person who can fix it; addresses only where the reader wants them.
 * @param {Told} answer
 * @param {import("./decoder/verdict.js").Contact[]} contacts
 */
function notes(answer, contacts) {
  const first = readerOf(answer.verdict);
  const wrap = el("details", { class: "tell" }, el("summary", { text: `Copy a note for ${nameOf(first)}` }));
  const choice = el("select", { "aria-label": "For whom" });
  choice.append(...readers.map(([value, name]) => el("option", { value, text: `For ${name}` })));
  choice.value = first;
  const withAddress = el("input", { type: "checkbox" });
  const area = el("textarea", { rows: "8", readonly: "", "aria-label": "The note" });
  const sendTo = contacts.length ? el("p", { class: "send-to" }) : null;
  const write = () => {
    area.value = note(answer, choice.value, withAddress.checked);
    // The reader's own admin is the copy's own people: whom to send it to is known.
    if (sendTo)
      sendTo.textContent =
        choice.value === "sending-admin" ? `Send it to: ${contacts.map(contactLine).join("; ")}` : "";
  };
  choice.addEventListener("change", write);
  withAddress.addEventListener("change", write);
  write();
  const copy = copyButton(
    "Copy the note",
    () => area.value,
    () => area.select(),
  );
  wrap.append(el("p", {}, choice, " ", el("label", {}, withAddress, " with addresses")), area, el("p", {}, copy));
  if (sendTo) wrap.append(sendTo);
  return wrap;
}

/**
 * What one takes along: a text for a ticket, a link to this line, a report that the answer is wrong.
 * @param {Told} answer
 * @param {Options} options
 */
function take(answer, options) {
  const row = el(
    "p",
    { class: "answer-take" },
    copyButton("Copy for a ticket", () => ticket(answer)),
  );
  const { line } = answer.failure;
  if (line) {
    const shared = new URL("decode/", answer.base);
    shared.hash = encodeURIComponent(cut(masked(line), options.shareLimit));
    row.append(
      copyButton("Copy link", () => shared.href),
      el("a", {
        href: shared,
        title: "The line stands behind the #, which browsers never send",
        text: "Link to this line",
      }),
    );
  }
  if (options.reportTo)
    row.append(el("a", { href: report(answer, options.reportTo), rel: "noreferrer", text: "This answer is wrong" }));
  return row;
}

/** What the marks in the text mean. @param {Failure[]} failures */
function legend(failures) {
  /** @type {Set<string>} */
  const said = new Set(failures.flatMap((failure) => (failure.evidence ?? []).map((span) => span.says)));
  const kinds = Object.entries(SAYS).filter(([kind]) => said.has(kind));
  return el(
    "p",
    { class: "legend" },
    ...kinds.flatMap(([kind, text]) => [el("mark", { class: `is-${kind}`, text }), " "]),
  );
}

/**
 * The pasted text with what was understood marked; long stretches in between are left out.
 * @param {string} text
 * @param {Failure[]} failures
 */
function marked(text, failures) {
  const spans = failures
    .flatMap((failure) => failure.evidence ?? [])
    .filter((span) => span.end > span.start && span.end <= text.length)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const out = el("pre", { class: "said" });
  const code = el("code");
  out.append(code);
  let at = 0;
  const plain = (/** @type {number} */ until) => {
    const gap = text.slice(at, until);
    if (gap.length <= 2 * AROUND) code.append(gap);
    else code.append(at === 0 ? "" : cut(gap, AROUND), " […] ", cut(gap, AROUND, true));
    at = until;
  };
  for (const span of spans) {
    if (span.start < at) continue; // inside the one before
    plain(span.start);
    code.append(
      el(
        "mark",
        { title: SAYS[span.says] ?? span.says, class: `is-${span.says}` },
        text.slice(span.start, span.end),
        el("span", { class: "visually-hidden", text: ` (${SAYS[span.says] ?? span.says})` }),
      ),
    );
    at = span.end;
  }
  const rest = text.slice(at);
  code.append(rest.length > AROUND ? `${cut(rest, AROUND)} […]` : rest);
  return out;
}
