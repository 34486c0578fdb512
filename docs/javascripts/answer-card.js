// The answer to a paste, as elements: verdict, what was read where, notes to copy. Text stays text: no HTML is parsed.

import { cut, masked } from "./cut.js";
import { verdictOf } from "./decoder/verdict.js";
import { contactLine, ownContacts, ownPart } from "./own-copy.js";

const SAYS = {
  reply: "the reply code",
  enhanced: "the enhanced code",
  provider: "shows who speaks",
  cause: "says why",
  recipient: "the recipient",
  refused_by: "who refused",
  reported_by: "who reports",
  action: "what was done",
};
const AROUND = 400; // characters of the paste shown around what was read
const WHO = { recipient: "the recipient", "sending-admin": "your own admin", "receiving-admin": "their postmaster" };

function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined) continue;
    if (key === "text") made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * @param {string} text what was pasted
 * @param {{kind: string, failures: object[]}} found what decode() gave
 * @param {object} words api/v1/answers.json
 * @param {URL} base the site's root
 * @param {{shareLimit: number}} options
 * @returns {DocumentFragment}
 */
export function card(text, found, words, base, options) {
  const out = document.createDocumentFragment();
  if (found.kind === "not-a-bounce") {
    out.append(
      el(
        "section",
        { class: "verdict is-no-effect" },
        el("p", { class: "verdict-outcome", text: "○ Not a bounce" }),
        el("p", {
          text: "This is no failure of delivery: an ordinary mail, an automatic answer, a report or a confirmation.",
        }),
      ),
    );
    return out;
  }
  if (!found.failures.length) {
    out.append(
      el(
        "section",
        { class: "verdict is-depends" },
        el("p", { class: "verdict-outcome", text: "? Nothing found" }),
        el(
          "p",
          {},
          "There is no SMTP code and no known wording in this text. Paste more of the mail, best the whole of it with its headers, or look in the ",
          el("a", { href: new URL("codes/", base), text: "table of all codes" }),
          ".",
        ),
        meant(text, words, base),
      ),
    );
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
  if (found.failures.length > 1)
    out.append(
      el(
        "p",
        { class: "answer-count" },
        el("strong", { text: `${found.failures.length} addresses are named in this text.` }),
        " Here is the answer for each.",
      ),
    );
  for (const failure of found.failures) out.append(one(failure, found, words, base, options));
  out.append(
    el(
      "details",
      { class: "read", open: "" },
      el("summary", { text: "What was read in your text" }),
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

/** A number of ours in a short text that is no bounce, such as "is 447 a real code?" or "602". */
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

function one(failure, found, words, base, options) {
  const verdict = verdictOf(failure, words);
  const cause = words.causes[verdict.cause];
  const situation = cause?.situations[verdict.situation];
  const say = words.words;
  const code = [failure.reply, failure.enhanced].filter(Boolean).join(" ");
  const [outcome, sign] = say.outcomes[verdict.outcome];
  const facts = [
    [say.questions.outcome, say.arrived[verdict.outcome]],
    [
      say.questions.retried,
      verdict.retried.by
        ? `${say.retried[verdict.retried.value]}, by ${verdict.retried.by}, until ${verdict.retried.until}`
        : say.retried[verdict.retried.value],
    ],
    [say.questions.whose_job, say.jobs[verdict.whose_job]],
    [say.questions.trouble_with, say.troubles[verdict.trouble_with]],
  ];
  if (failure.provider) facts.push(["Who says it", words.providers[failure.provider] ?? failure.provider]);
  if (failure.recipient) facts.push(["For", failure.recipient]);
  const section = el(
    "section",
    { class: `verdict is-${verdict.outcome}`, "aria-label": `Answer${code ? ` for ${code}` : ""}` },
    el(
      "p",
      { class: "verdict-outcome" },
      el("span", { "aria-hidden": "true", text: `${sign} ` }),
      outcome,
      cause && verdict.cause !== "unclassified" ? `: ${(situation ?? cause).title}` : "",
    ),
    el("p", { class: "verdict-summary", text: verdict.summary }),
    el("p", { class: "verdict-advice" }, el("strong", { text: "What now? " }), verdict.advice.sentence),
    el(
      "dl",
      { class: "verdict-facts" },
      ...facts.map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value }))),
    ),
  );
  if (code) section.append(digits(failure, say));
  const links = el("p", { class: "answer-links" });
  if (failure.url) links.append(el("a", { href: new URL(failure.url, base), text: `All about ${code || "it"}` }), " ");
  if (cause?.url) {
    // straight to the situation's own steps, else to those of the role whose job it is
    const at = situation ? `#${verdict.situation}` : say.roles[verdict.whose_job] ? `#${verdict.whose_job}` : "";
    const text = `What to do: ${(situation ?? cause).title}`;
    links.append(el("a", { href: new URL(cause.url + at, base), text }), " ");
  }
  const off = words.delisting.causes.includes(verdict.cause) && words.delisting.providers[failure.provider];
  if (off) links.append(el("a", { href: new URL(off, base), text: "How to get off the list" }), " ");
  if (failure.response)
    links.append(
      el("a", { href: new URL(`providers/${failure.response.replace("/", "/#")}`, base), text: "This very text" }),
    );
  if (links.childNodes.length) section.append(links);
  const own = ownPart(failure, words);
  if (own) section.append(own);
  section.append(notes(failure, code, cause, found, base, { ...options, contacts: ownContacts("sender", words) }));
  return section;
}

function digits(failure, say) {
  const rows = [];
  if (failure.reply)
    rows.push([
      failure.reply,
      `${failure.reply[0]}: ${say.classes[failure.reply[0]]?.[0] ?? "no class"}; ${failure.reply[1]}: ${say.reply_subjects[failure.reply[1]] ?? "not allowed in SMTP"}`,
    ]);
  if (failure.enhanced) {
    const [digit, subject] = failure.enhanced.split(".");
    rows.push([
      failure.enhanced,
      `${digit}: ${say.classes[digit][0]}; ${subject}: ${say.subjects[subject]?.[0] ?? "no registered subject"}`,
    ]);
  }
  return el(
    "dl",
    { class: "verdict-digits" },
    ...rows.map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value }))),
  );
}

/** The note for the person who can fix it; addresses only where the reader wants them. */
function notes(failure, code, cause, found, base, options) {
  const wrap = el("details", { class: "tell" }, el("summary", { text: "Copy a note for the person who can fix it" }));
  const choice = el(
    "select",
    { "aria-label": "For whom" },
    ...Object.entries(WHO).map(([value, text]) => el("option", { value, text: `For ${text}` })),
  );
  const withAddress = el("input", { type: "checkbox" });
  const area = el("textarea", { rows: "7", readonly: "", "aria-label": "The note" });
  const write = () => {
    const parts = [
      `A mail ${withAddress.checked && failure.recipient ? `to ${failure.recipient} ` : ""}${found.kind === "delay-notice" ? "is delayed" : "was not delivered"}.`,
    ];
    if (code) parts.push(`Code: ${code}`);
    if (failure.refused_by) parts.push(`Server that refused it: ${failure.refused_by}`);
    if (failure.reported_by) parts.push(`Reported by: ${failure.reported_by}`);
    if (failure.time) parts.push(`Time: ${failure.time}`);
    const line = failure.line && (withAddress.checked ? failure.line : masked(failure.line));
    if (line) parts.push(`Its words: ${cut(line, options.shareLimit)}`);
    if (cause?.tell)
      parts.push(
        cause.tell
          .replaceAll("{code}", code || "no code")
          .replaceAll("{host}", failure.refused_by ?? "the receiving server")
          .replaceAll("{time}", failure.time ?? "the time above"),
      );
    if (failure.url) parts.push(`Explained at: ${new URL(failure.url, base)}`);
    if (choice.value === "receiving-admin")
      parts.push("Could you check why your server refused it, and whether that was meant?");
    if (choice.value === "sending-admin") parts.push("Could you look at our side of it?");
    if (choice.value === "recipient") parts.push("Could you ask the people who run your mail to look at it?");
    area.value = parts.join("\n");
    // The reader's own admin is the copy's own people: whom to send it to is known.
    if (sendTo)
      sendTo.textContent =
        choice.value === "sending-admin" ? `Send it to: ${options.contacts.map(contactLine).join("; ")}` : "";
  };
  const sendTo = options.contacts.length ? el("p", { class: "send-to" }) : null;
  const copy = el("button", { type: "button", text: "Copy the note" });
  copy.addEventListener("click", async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Press Ctrl+C to copy"; // no clipboard without a secure context; the text is selected
    }
  });
  choice.addEventListener("change", write);
  withAddress.addEventListener("change", write);
  write();
  wrap.append(el("p", {}, choice, " ", el("label", {}, withAddress, " with addresses")), area, el("p", {}, copy));
  if (sendTo) wrap.append(sendTo);
  if (failure.line) {
    const shared = new URL("decode/", base);
    shared.hash = encodeURIComponent(cut(masked(failure.line), options.shareLimit));
    wrap.append(
      el(
        "p",
        {},
        el("a", { href: shared, text: "Link to this line" }),
        " (the line stands behind the #, which browsers never send to a server)",
      ),
    );
  }
  return wrap;
}

/** The pasted text with what was understood marked; long stretches in between are left out. */
function marked(text, failures) {
  const spans = failures
    .flatMap((failure) => failure.evidence ?? [])
    .filter((span) => span.end > span.start && span.end <= text.length)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const out = el("pre", { class: "said" });
  const code = el("code");
  out.append(code);
  let at = 0;
  const plain = (until) => {
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
