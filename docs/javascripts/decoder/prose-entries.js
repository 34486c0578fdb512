/** Who failed: a report's fields, its header and its prose brought together. */

import { newEntry } from "./report.js";

/** @typedef {import("./report.js").Entry} Entry */

/**
 * A report's fields and the prose beside it tell of the same recipients.
 * @param {Entry[]} failed
 * @param {{ entries: Entry[] }} told
 */
export function join(failed, told) {
  const byName = new Map();
  for (const entry of told.entries) {
    const name = lower(entry.recipient);
    if (!byName.has(name)) byName.set(name, entry);
  }
  const single = failed.length === 1 && told.entries.length === 1 ? told.entries[0] : null;
  for (const entry of failed) {
    const named = [entry.recipient, entry.final].filter(Boolean).map((name) => byName.get(lower(name)));
    entry.beside = named.find(Boolean) ?? single;
    entry.host ??= entry.beside?.host ?? null;
  }
  return failed;
}

/** @param {string | null} name */
const lower = (name) => (name ?? "").toLowerCase();

/**
 * The recipients that a mail's prose names, of whom its header may list the failed ones.
 * @param {import("./message.js").Message} message
 */
export function proseEntries({ mail, told }) {
  const listed = (mail.headers.get("x-failed-recipients") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name.includes("@"));
  const entries = listed.length ? onlyListed(told.entries, listed) : withoutMentions(told.entries);
  return entries.length ? entries : [newEntry()];
}

/** @param {Entry[]} entries @param {string[]} listed */
function onlyListed(entries, listed) {
  const wanted = new Set(listed.map(lower));
  const kept = entries.filter((entry) => wanted.has(lower(entry.recipient)));
  const found = kept.length ? kept : [...entries];
  const seen = new Set(found.map((entry) => lower(entry.recipient)));
  for (const name of listed) {
    if (seen.has(lower(name)) || found.length >= listed.length) continue;
    found.push({ ...newEntry(), recipient: name });
    seen.add(lower(name));
  }
  return found;
}

/**
 * An address without an answer is a mention when others have one, unless the only answer stands behind it.
 * @param {Entry[]} entries
 */
function withoutMentions(entries) {
  const answered = entries.filter((entry) => entry.answer?.text);
  const alone = entries.filter((entry) => !entry.answer?.text);
  if (!answered.length || !alone.length || entries[0] !== alone[0] || answered.length !== 1) return entries;
  const [{ answer, trusted, host }] = answered;
  return alone.map((entry) => Object.assign(entry, { answer, trusted, host: entry.host ?? host }));
}
