// node tests/benchmarks/decoder.mjs SITE_DIR [speed|growth|mutations]…
// The decoder's own figures: pastes a second beside a yardstick of the same run, how the time grows with the input for
// each kind of worst case, and 100,000 torn mails and pieces of noise with a fixed seed: no throw, the contract's
// shape,
// no code that the text does not hold.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [site, ...wanted] = process.argv.slice(2);
const at = (file) => pathToFileURL(path.resolve(site, "javascripts/decoder", file));
const { compile, decode, decodeText } = await import(at("decode.js"));
const rules = JSON.parse(fs.readFileSync(path.join(site, "api/v1/decoder.json"), "utf8"));
const folder = path.join(import.meta.dirname, "../decoder/cases");
const cases = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
const run = (name) => !wanted.length || wanted.includes(name);

/** Milliseconds that a piece of work takes, the best of five. */
function took(work) {
  let best = Infinity;
  for (let n = 0; n < 5; n++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Fixed work, so that a slow or busy machine shows. */
const yardstick = () => {
  let sum = 0;
  for (let i = 0; i < 1e8; i++) sum = (sum * 31 + i) | 0;
  return sum;
};

const ready = compile(rules);

if (run("speed")) {
  for (let n = 0; n < 5; n++) for (const text of cases) decode(text, rules);
  const ms = took(() => {
    for (let n = 0; n < 10; n++) for (const text of cases) decode(text, rules);
  });
  const yard = took(yardstick);
  console.log(
    `speed: ${(((cases.length * 10) / ms) * 1000).toFixed(0)} pastes a second; ` +
      `yardstick ${yard.toFixed(0)} ms (about 125 on an idle machine of 2.4 GHz)`,
  );
}

/** Inputs that would hurt a careless reader, made as long as asked. */
const WORST = {
  "one line of digits": (n) => "5".repeat(n),
  spaces: (n) => "550 5.1.1" + " ".repeat(n) + "x",
  "reply codes": (n) => "550 ".repeat(n / 4),
  "enhanced codes": (n) => "5.1.1 ".repeat(n / 6),
  "dotted digits": (n) => "4.2.".repeat(n / 4),
  addresses: (n) => "a@b.c ".repeat(n / 6),
  "at signs": (n) => "@".repeat(n),
  "one long address": (n) => "a".repeat(n / 2) + "@" + "b".repeat(n / 2),
  "angle brackets": (n) => "<".repeat(n),
  "quote marks": (n) => ">".repeat(n),
  "quoted lines": (n) => "> > > a\n".repeat(n / 8),
  "empty lines": (n) => "\n".repeat(n),
  "carriage returns": (n) => "\r".repeat(n),
  headers: (n) => "From: a\nTo: b\n" + "X-A: b\n".repeat(n / 7) + "\n550 5.1.1 x",
  "folded header": (n) => "From: a\nSubject: b" + "\n c".repeat(n / 3) + "\n\nx",
  "encoded words": (n) => "From: a\nTo: b\nSubject: " + "=?utf-8?q?".repeat(n / 10) + "\n\nx",
  boundaries: (n) => 'From: a\nTo: b\nContent-Type: multipart/mixed; boundary="b"\n\n' + "--b\n".repeat(n / 4),
  "nested parts": (n) => {
    let text = "From: a\nTo: b\n";
    for (let i = 0; text.length < n; i++) text += `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}\n`;
    return text;
  },
  "guessed boundaries": (n) => "x\n--b\nContent-x\n".repeat(n / 16),
  dashes: (n) => "\n--".repeat(n / 3),
  "base64 part": (n) => "From: a\nTo: b\nContent-Transfer-Encoding: base64\n\n" + "QUJD".repeat(n / 4),
  "quoted-printable part": (n) =>
    "From: a\nTo: b\nContent-Transfer-Encoding: quoted-printable\n\n" + "=C3=A9=\n".repeat(n / 8),
  "one quoted-printable line": (n) =>
    "From: a\nTo: b\nContent-Transfer-Encoding: quoted-printable\n\n" + "=C3=A9".repeat(n / 6),
  "html tags": (n) => "From: a\nTo: b\nContent-Type: text/html\n\n" + "<b>x</b>".repeat(n / 8),
  "open html tags": (n) => "From: a\nTo: b\nContent-Type: text/html\n\n" + "<b ".repeat(n / 3),
  entities: (n) => "From: a\nTo: b\nContent-Type: text/html\n\n" + "&#65".repeat(n / 4),
  "open json": (n) => "[".repeat(n),
  "json objects": (n) => "[" + '{"event":"bounce","reason":"550 x","email":"a@b.c"},'.repeat(n / 52) + "{}]",
  "broken json": (n) => '{"a":"' + '{"b":'.repeat(n / 5),
  "report fields": (n) => "Final-Recipient: rfc822; a@b.c\nAction: failed\nStatus: 5.1.1\n\n".repeat(n / 62),
  "one report field": (n) => "Action: failed\nDiagnostic-Code: smtp; 550" + "\n x".repeat(n / 3),
  recipients: (n) => "failed:\n" + "<a@b.c>: host x said: 550 no\n\n".repeat(n / 31),
  "different recipients": (n) => {
    let text = "could not be delivered\n";
    for (let i = 0; text.length < n; i++) text += `<a${i}@b.c>: 550 no\n\n`;
    return text;
  },
  transcript: (n) => "<<< 550 x\n".repeat(n / 10),
  "postfix log": (n) => {
    let text = "";
    for (let i = 0; text.length < n; i++)
      text += `x postfix/smtp[1]: A: to=<a${i}@b.c>, relay=x, dsn=5.1.1, status=bounced (host x said: 550 no)\n`;
    return text;
  },
  "phrase starts": (n) => "user unknow ".repeat(n / 12),
  wildcards: (n) => "recipient ".repeat(n / 10),
  "escape sequences": (n) => "From: a\nTo: b\n\n" + "\u001b$B".repeat(n / 3),
  "marks before digits": (n) => "#".repeat(n / 2) + "450 ".repeat(n / 8),
  "shared paragraphs": (n) => {
    let text = "could not be delivered\n";
    for (let i = 0; text.length < n; i++)
      text += `<a${i}@b.c>: 55${i % 10} 5.1.${i % 9} no\n\n${"over quota 4.2.1 again ".repeat(40)}\n\n`;
    return text;
  },
  "parts without their boundary": (n) =>
    'From: a\nTo: b\nContent-Type: multipart/mixed; boundary="b"\n\n' +
    '--b\nContent-Type: multipart/mixed; boundary="c"\n\n'.repeat(190) +
    "x".repeat(n),
  surrogates: (n) => "\ud83d".repeat(n),
};

if (run("growth")) {
  let worst = { name: "", ms: 0 };
  let steep = 0;
  for (const [name, make] of Object.entries(WORST)) {
    const [small, large] = [make(250000), make(1000000)];
    decodeText(small, ready);
    const [a, b] = [took(() => decodeText(small, ready)), took(() => decodeText(large, ready))];
    const grows = b / Math.max(a, 2);
    if (b > worst.ms) worst = { name, ms: b };
    if (grows > 8) steep++; // four times the text; twice that is room for noise
    console.log(
      `growth: ${name.padEnd(26)} ${a.toFixed(1).padStart(8)} ms → ${b.toFixed(1).padStart(8)} ms  ` +
        `× ${grows.toFixed(1)}${grows > 8 ? "  STEEP" : ""}`,
    );
  }
  const mail = cases.find((text) => text.includes("multipart/report") && text.includes("message/rfc822"));
  const attached = (mb) => mail.replace(/\n--[^\n]*--\n$/, "\n") + ("A".repeat(76) + "\n").repeat((mb * 1e6) / 77);
  const plain = (mb) =>
    "550 5.1.1 is said here\n" + "The quick brown fox said: 550 5.7.1 no, <a@example.org>\n".repeat((mb * 1e6) / 56);
  for (const mb of [5, 20]) {
    for (const [name, make] of [
      ["mail", attached],
      ["text", plain],
    ]) {
      const text = make(mb);
      console.log(`growth: a ${name} of ${mb} MB takes ${took(() => decodeText(text, ready)).toFixed(0)} ms`);
    }
  }
  console.log(`growth: slowest ${worst.name}, ${worst.ms.toFixed(0)} ms for 1 MB; ${steep} steep`);
  if (steep) process.exitCode = 1;
}

if (run("mutations")) {
  let seed = 550;
  const chance = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const pick = (list) => list[Math.floor(chance() * list.length)];
  const pieces = [
    "\n",
    "\r\n",
    "--",
    "<",
    ">",
    "@",
    ":",
    "550 ",
    "5.7.1",
    "=",
    "\u001b$B",
    "\0",
    "\ud83d",
    "{",
    '"',
    "\n\n",
    "Content-Type: multipart/mixed; boundary=b\n",
  ];
  let slowest = 0;
  const count = 100000;
  for (let n = 0; n < count; n++) {
    let text =
      chance() < 0.15
        ? Array.from({ length: chance() * 400 }, () => String.fromCharCode(chance() * 256)).join("")
        : pick(cases);
    for (let edits = chance() * 5; edits > 0; edits--) {
      const from = Math.floor(chance() * text.length);
      const to = from + Math.floor(chance() * (text.length - from));
      text = pick([
        text.slice(0, from) + text.slice(to),
        text.slice(0, from) + pick(pieces) + text.slice(from),
        text.slice(from) + text.slice(0, from),
        text.slice(0, from) + pick(cases).slice(0, 500) + text.slice(to),
      ]).slice(0, 20000);
    }
    const start = performance.now();
    const answer = decodeText(text, ready); // throws where decode() would have to catch
    slowest = Math.max(slowest, performance.now() - start);
    const wrong = problem(text, answer);
    if (wrong) throw new Error(`${wrong} in the answer to ${JSON.stringify(text)}`);
  }
  console.log(`mutations: ${count} texts, no throw, always the contract's shape, slowest ${slowest.toFixed(1)} ms`);
}

/** The text without the soft breaks and escapes of quoted-printable and of forms, whether or not a head names them. */
function unescaped(text) {
  return text
    .replace(/=[ \t]*\r?\n/g, "")
    .replace(/[=%]([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

/** What of the contract an answer breaks, or "". */
function problem(text, { kind, failures }) {
  if (!["bounce", "delay-notice", "reply", "log", "not-a-bounce", "unknown"].includes(kind)) return "kind";
  if (!Array.isArray(failures) || (["not-a-bounce", "unknown"].includes(kind) && failures.length)) return "failures";
  const coded = /base64|iso-2022|\\u|^[a-z0-9+/]{12,}={0,2}\s*$/im; // what cannot be compared letter by letter
  const plain = !coded.test(text) && !text.includes("\u001b");
  const held = text + unescaped(text);
  for (const one of failures) {
    if (plain && [one.reply, one.enhanced].some((code) => code !== null && !held.includes(code)))
      return "a code that the text does not hold";
    if (one.reply !== null && !/^\d{3}$/.test(one.reply)) return "reply";
    if (one.enhanced !== null && !/^[245]\.\d\.\d{1,3}$/.test(one.enhanced)) return "enhanced";
    if (![true, false, null].includes(one.permanent)) return "permanent";
    for (const name of ["cause", "provider", "recipient", "refused_by", "reported_by", "url"])
      if (one[name] !== null && typeof one[name] !== "string") return name;
    for (const { start, end } of one.evidence)
      if (!(start >= 0 && end > start && end <= text.length)) return "evidence";
  }
  return "";
}
