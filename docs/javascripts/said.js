// A page that an answer led to says what the text said, where the text told more than the code: "552 5.3.0 user
// unknown".
// The link carries the cause's name only (#said=recipient-unknown), never a word of the text; the title is the site's
// own.

import { root } from "./root.js";

const SAID = /^#said=([a-z-]+)(?:\/([a-z-]+))?$/;

/** The end of a link to a code's page. @param {string} cause @param {string | null} situation */
export const saidOf = (cause, situation) => `#said=${cause}${situation ? `/${situation}` : ""}`;

export async function said() {
  const [, id, situation] = SAID.exec(location.hash) ?? [];
  const verdict = document.querySelector(".md-content .verdict");
  if (!id || !verdict) return;
  const found = await fetch(new URL(`api/v1/causes/${id}.json`, root)).catch(() => null);
  if (!found?.ok) return;
  const cause = await found.json();
  const own = cause.situations?.[situation ?? ""];
  const line = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = (own ?? cause).title;
  line.append("Your text said more than the code: ", strong, ". ");
  if (cause.url) {
    const link = document.createElement("a");
    link.href = new URL(cause.url + (own ? `#${situation}` : ""), root).href;
    link.textContent = "What to do about that";
    line.append(link);
  }
  const note = document.createElement("aside");
  note.className = "own-note said-before";
  note.append(line);
  verdict.before(note);
}
