/** A report that somebody forwarded: a mail program's copy of its head, then its text. */

import { FORWARD_LABELS } from "./forward-words.js";
import { failureSubject, fromDaemon } from "./kinds.js";
import { Line } from "./text.js";

/** @type {("from" | "date" | "to" | "subject")[]} */
const FIELDS = ["from", "date", "to", "subject"];
/** @type {Map<string, "from" | "date" | "to" | "subject">} */
const LABELS = new Map();
for (const words of Object.values(FORWARD_LABELS))
  for (const field of FIELDS) for (const label of words[field]) LABELS.set(label, field);

const LOOK_LINES = 400;
const HEAD_LINES = 12;
const LABEL_LIMIT = 28;
const NAMES = { from: "From", date: "Date", to: "To", subject: "Subject" };

/**
 * The report inside, with its head as mails have it, or null where no report was forwarded.
 * @param {Line[]} found readable lines
 * @returns {Line[] | null}
 */
export function forwardedReport(found) {
  const stop = Math.min(found.length, LOOK_LINES);
  for (let i = 0; i < stop; i++) {
    if (!labelled(found[i].text)) continue;
    const head = readHead(found, i);
    if (head.fields.size >= 3 && head.fields.has("subject") && isReport(head.fields))
      return [...headLines(head.fields), new Line("", -1), ...found.slice(head.end)];
    i = Math.max(i, head.end - 1);
  }
  return null;
}

/** @param {Map<string, string>} fields */
const isReport = (fields) => fromDaemon(fields.get("from") ?? "") || failureSubject(fields.get("subject") ?? "");

/** `*From:* Ada`, `Von : Ada` @param {string} text */
function labelled(text) {
  const colon = text.indexOf(":");
  if (colon < 1 || colon > LABEL_LIMIT) return null;
  const label = text
    .slice(0, colon)
    .replace(/[*_>\s]+/g, " ")
    .trim()
    .toLowerCase();
  const field = LABELS.get(label);
  return field ? { field, value: text.slice(colon + 1).replace(/^[*_\s]+/, "") } : null;
}

/** @param {Line[]} found @param {number} from */
function readHead(found, from) {
  const fields = new Map();
  let end = from;
  for (let i = from; i < found.length && i < from + HEAD_LINES; i++) {
    const label = labelled(found[i].text);
    if (!label && !found[i].text.trim()) break;
    if (label && !fields.has(label.field)) fields.set(label.field, label.value);
    end = i + 1;
  }
  return { fields, end };
}

/** @param {Map<"from" | "date" | "to" | "subject", string>} fields */
const headLines = (fields) => [...fields].map(([field, value]) => new Line(`${NAMES[field]}: ${value}`, -1));
