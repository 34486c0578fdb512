// What this copy adds to an answer: its own notes on the codes and the cause, and whom its people can ask. Out of the
// overlay.

/** @typedef {import("./decoder/decode.js").Failure} Failure */
/** @typedef {import("./decoder/verdict.js").Answers} Answers */
/** @typedef {import("./decoder/verdict.js").Contact} Contact */

/**
 * The notes on an answer, the most specific first.
 * @param {Failure} failure
 * @param {Answers} words
 * @returns {string[]}
 */
export function ownNotes(failure, words) {
  const { codes = {}, pairs = {}, causes = {} } = words.local?.notes ?? {};
  const found = [
    pairs[`${failure.reply} ${failure.enhanced}`],
    codes[failure.enhanced ?? ""],
    failure.enhanced ? null : codes[failure.reply ?? ""],
    causes[failure.cause ?? ""],
  ];
  return [...new Set(found.flatMap((note) => note || []))];
}

/** The contacts for readers of one role. @param {string} role @param {Answers} words @returns {Contact[]} */
export function ownContacts(role, words) {
  return (words.local?.contacts ?? []).filter((one) => one.roles.includes(role));
}

/** One contact as a line of text, for a note that is copied. @param {Contact} contact */
export function contactLine({ name, email, phone, hours, url }) {
  return [name, email, phone, hours && `(${hours})`, url].filter(Boolean).join(" ");
}

/** One contact as an element, with links that lead to its mail address and page only. @param {Contact} contact */
export function contactElement({ name, email, phone, hours, url }) {
  const line = document.createElement("p");
  line.className = "contact";
  const strong = document.createElement("strong");
  strong.textContent = name;
  line.append(strong);
  if (email) line.append(" ", linkTo(`mailto:${email}`, email));
  if (phone) line.append(` ${phone}`);
  if (hours) line.append(` (${hours})`);
  if (url) line.append(" ", linkTo(url, url));
  return line;
}

/** @param {string} address @param {string} text */
function linkTo(address, text) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = text;
  return link;
}

/**
 * Notes and contacts as one element; null where the copy has neither.
 * @param {Failure} failure
 * @param {Answers} words
 */
export function ownPart(failure, words) {
  const notes = ownNotes(failure, words);
  const contacts = ownContacts("sender", words);
  if (!notes.length && !contacts.length) return null;
  const part = document.createElement("aside");
  part.className = "own-note";
  for (const note of notes) {
    const line = document.createElement("p");
    const who = document.createElement("strong");
    who.textContent = `${words.local?.organisation ?? "Note"}:`;
    line.append(who, ` ${note}`);
    part.append(line);
  }
  part.append(...contacts.map(contactElement));
  return part;
}
