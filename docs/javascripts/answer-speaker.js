// Who says it, and to whom.

import { el } from "./element.js";

/** @typedef {import("./decoder/decode.js").Failure} Failure */
/** @typedef {import("./decoder/verdict.js").Answers} Answers */

/** @param {Failure} failure @param {Answers} words */
export const nameOfSpeaker = ({ provider }, words) => provider && (words.providers[provider] ?? provider);

/** To whom, and who refused. @param {Failure} failure @param {string | null} speaker @param {boolean} spoke */
export function who(failure, speaker, spoke) {
  const said = failure.refused_by
    ? `${spoke ? "refused by" : "no answer from"} ${failure.refused_by}`
    : speaker && !failure.by_wording
      ? `said by ${speaker}`
      : null;
  const parts = [failure.recipient && `For ${failure.recipient}`, said].filter(Boolean);
  return parts.length ? el("p", { class: "answer-who", text: parts.join(" · ") }) : null;
}
