// What this copy adds to an answer: its own notes on the codes and the cause, and whom its people can ask. Out of the overlay.

/** @returns {string[]} the notes on an answer, the most specific first. In: a failure as decode() gives it, and api/v1/answers.json. */
export function ownNotes(failure, words) {
  const { codes = {}, pairs = {}, causes = {} } = words.local?.notes ?? {};
  const found = [
    pairs[`${failure.reply} ${failure.enhanced}`],
    codes[failure.enhanced],
    failure.enhanced ? null : codes[failure.reply],
    causes[failure.cause],
  ];
  return [...new Set(found.filter(Boolean))];
}

/** @returns {object[]} the contacts for readers of one role. */
export function ownContacts(role, words) {
  return (words.local?.contacts ?? []).filter((one) => one.roles.includes(role));
}

/** One contact as a line of text, for a note that is copied. */
export function contactLine({ name, email, phone, hours, url }) {
  return [name, email, phone, hours && `(${hours})`, url].filter(Boolean).join(" ");
}

/** One contact as an element, with links that lead to its mail address and page only. */
export function contactElement({ name, email, phone, hours, url }) {
  const line = document.createElement("p");
  line.className = "contact";
  const strong = document.createElement("strong");
  strong.textContent = name;
  line.append(strong);
  for (const [text, href] of [
    [email, `mailto:${email}`],
    [phone, null],
    [hours && `(${hours})`, null],
    [url, url],
  ]) {
    if (!text) continue;
    const made = document.createElement(href ? "a" : "span");
    made.textContent = text;
    if (href) made.href = href;
    line.append(" ", made);
  }
  return line;
}

/** Notes and contacts as one element; null where the copy has neither. */
export function ownPart(failure, words) {
  const notes = ownNotes(failure, words);
  const contacts = ownContacts("sender", words);
  if (!notes.length && !contacts.length) return null;
  const part = document.createElement("aside");
  part.className = "own-note";
  for (const note of notes) {
    const line = document.createElement("p");
    const who = document.createElement("strong");
    who.textContent = `${words.local.organisation ?? "Note"}:`;
    line.append(who, ` ${note}`);
    part.append(line);
  }
  part.append(...contacts.map(contactElement));
  return part;
}
