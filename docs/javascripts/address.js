// The 404 page reads its own address: a code that a mail program mangled still gets its answer.
import { codesIn, pagesFor } from "./spelling.js";

const CLASSES = { 2: "success", 3: "go on", 4: "a temporary failure: the sending server tries again", 5: "a permanent failure: it is not tried again" };
const SUBJECTS = ["nothing more than the class", "the address", "the mailbox", "the receiving mail system", "the network or the way there", "the SMTP dialogue", "the message’s content", "security or a rule"];

const box = document.getElementById("address-answer");
const base = new URL(JSON.parse(document.getElementById("__config").textContent).base + "/", location);

/** The address below the site's root, decoded, with what mail programs glue to it taken off. */
function asked() {
  let path = location.pathname.startsWith(base.pathname) ? location.pathname.slice(base.pathname.length) : location.pathname;
  path += location.search + location.hash;
  for (let round = 0; round < 2; round += 1) {
    try {
      path = decodeURIComponent(path);
    } catch {
      break; // a lone % stays as it is
    }
  }
  return path.replace(/[_+]/g, " ").trim();
}

/** Certain: the address holds codes and, besides them, nothing but glue and a few known words. */
function certain(text) {
  const rest = text.replace(/[1-9]\d\d|[245]\.\d{1,3}\.\d{1,4}/g, "").toLowerCase().replace(/smtp|error|code|codes|reply|status|dsn|kb|index\.html?|\.html?/g, "");
  return /^[\s/\-_.,;:()<>[\]{}"'“”’#*=&?!|\\]*$/.test(rest);
}

function link(url, text) {
  const found = document.createElement("a");
  found.href = new URL(url, base);
  found.textContent = text;
  return found;
}

function paragraph(...parts) {
  const made = document.createElement("p");
  made.append(...parts);
  return made;
}

function explain(reply, enhanced) {
  const parts = [];
  if (enhanced) {
    const [digit, subject] = enhanced.split(".");
    parts.push(paragraph(`${enhanced} is not on record here. Digit by digit (RFC 3463): ${digit} means ${CLASSES[digit]}; ${subject} is about ${SUBJECTS[subject] ?? "a subject that no standard names"}; the last number is the detail, and nobody is known to have registered it.`));
  }
  if (reply && !enhanced) {
    parts.push(paragraph(`${reply} is not on record here. Its first digit says: ${CLASSES[reply[0]] ?? "no SMTP class at all"}.`));
  }
  return parts;
}

async function answer() {
  const text = asked();
  const { reply, enhanced } = codesIn(text);
  if (!reply && !enhanced) {
    if (/[a-z]{3}/i.test(text)) box.replaceChildren(paragraph(`You asked for “${text.slice(0, 200)}”. `, link(`decode/#${encodeURIComponent(text.slice(0, 2000))}`, "Let the decoder read it"), "."));
    return;
  }
  const lookup = await fetch(new URL("api/v1/lookup.json", base)).then((found) => found.json());
  const hits = pagesFor([reply, enhanced].filter(Boolean).join(" "), lookup).filter((hit) => !hit.note?.includes("dots") || !(reply in lookup.codes));
  const read = [reply, enhanced].filter(Boolean).join(" ");
  const parts = [paragraph(`This address holds the code ${read}.`)];
  if (reply && enhanced && reply[0] !== enhanced[0]) {
    parts.push(paragraph(`The two codes do not agree: ${reply} is ${CLASSES[reply[0]] ?? "no class"}, ${enhanced} is ${CLASSES[enhanced[0]]}. The sending server believes ${reply} (RFC 5321, section 4.3.2).`));
  }
  const exact = hits[0];
  const whole = exact && (!enhanced || exact.name.includes(enhanced) || exact.note) && (!exact.note || exact.note.startsWith("covers"));
  if (!whole) parts.push(...explain(enhanced && !(enhanced in lookup.codes) ? null : reply, enhanced && !(enhanced in lookup.codes) ? enhanced : null));
  if (hits.length) {
    const list = document.createElement("ul");
    for (const hit of hits) {
      const item = document.createElement("li");
      item.append(link(hit.url, `${hit.name} ${hit.title}`));
      list.append(item);
    }
    parts.push(paragraph("Pages about it:"), list);
  }
  box.replaceChildren(...parts);
  const agree = !reply || !enhanced || reply[0] === enhanced[0] || exact?.name === `${reply} ${enhanced}`;
  if (whole && agree && certain(text)) location.replace(new URL(exact.url, base));
}

if (box) answer();
