// What was read in the pasted text: the marks in it, and what each mark means.

import { cut } from "./cut.js";
import { el } from "./element.js";

/** @typedef {import("./decoder/decode.js").Failure} Failure */

const AROUND = 400; // characters of the paste shown around what was read
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

/** What the marks in the text mean. @param {Failure[]} failures */
export function legend(failures) {
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
export function marked(text, failures) {
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
