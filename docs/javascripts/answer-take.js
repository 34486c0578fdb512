// What one takes along: the note for whoever can fix it, a text for a ticket, a link, a report.

import { nameOf, note, readerOf, readers, report, ticket } from "./answer-note.js";
import { cut, masked } from "./cut.js";
import { el } from "./element.js";
import { contactLine } from "./own-copy.js";

/** @typedef {import("./answer-note.js").Told} Told */

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
export function notes(answer, contacts) {
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
 * @param {{ shareLimit: number, reportTo?: string }} options
 */
export function take(answer, options) {
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
