// node tests/benchmarks/fuzz_decoder.mjs SITE_DIR [COUNT=100000] [SEED=550]
// Pastes of structured nonsense (mails, reports, JSON, HTML, logs, transcripts, bytes), torn, repeated and nested: no
// throw, the contract's shape, at most 150 ms a megabyte (and 1.5 s are always allowed), and time that grows no faster
// than the text: one in a hundred is doubled and doubled again. The first paste that breaks a rule is printed and ends
// the run.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [site, count = "100000", seed = "550"] = process.argv.slice(2);
const at = (file) => pathToFileURL(path.resolve(site, "javascripts/decoder", file));
const { compile, decodeText } = await import(at("decode.js"));
const rules = compile(JSON.parse(fs.readFileSync(path.join(site, "api/v1/decoder.json"), "utf8")));

const BUDGET_MB = 150; // milliseconds
const BUDGET_LEAST = 1500;
const DOUBLED = 100; // one in so many is doubled
const STEEP = 3.2; // twice the text may take so many times the time, where it takes long enough to measure
const MEASURABLE = 60; // milliseconds

let state = Number(seed) >>> 0;
const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const below = (n) => Math.floor(chance() * n);
const pick = (list) => list[below(list.length)];
const many = (make, most) => Array.from({ length: below(most) + 1 }, make).join("");

const word = () =>
  pick([
    "user unknown",
    "mailbox full",
    "said:",
    "host",
    "550",
    "5.1.1",
    "4.2.2",
    "451",
    "@",
    "ada@example.org",
    "mx.example.org",
    "<",
    ">",
    "(",
    "connect to",
    "rejected",
    "not found",
    "\u00a0",
    "“",
    "５５０",
    "失败",
    "ошибка",
    "über",
    "=",
    "{",
    "\\n",
    "#",
    "|",
  ]);
const words = () => many(() => word() + pick([" ", " ", "", "-", ":"]), 30);
const address = () =>
  `${"a".repeat(below(80))}${below(999)}@${pick(["example.org", "b", "x".repeat(below(300)), "[192.0.2.1]"])}`;
const FIELDS = [
  "Final-Recipient: rfc822;",
  "Action:",
  "Status:",
  "Diagnostic-Code: smtp;",
  "Remote-MTA: dns;",
  "Reporting-MTA:",
  "Feedback-Type:",
  "Disposition:",
];
const told = () => pick([address, words, () => "failed", () => "5.1.1", () => "delayed"])();
const field = () => `${pick(FIELDS)} ${told()}\n`;
const HEADERS = [
  "From",
  "To",
  "Subject",
  "Date",
  "Content-Type",
  "Von",
  "Betreff",
  "Gesendet",
  "差出人",
  "X-Failed-Recipients",
  "Content-Transfer-Encoding",
  "Received",
];
const value = () =>
  pick([
    address,
    words,
    () => 'multipart/report; boundary="b"',
    () => "message/rfc822",
    () => "text/html",
    () => "base64",
    () => "quoted-printable",
    () => "=?utf-8?q?" + "=41".repeat(below(30)),
  ])();
const header = () => `${pick(HEADERS)}: ${value()}\n`;
const KEYS = ["event", "email", "reason", "message", "code", "status", "Message", "recipients"];
const json = (depth = 0) =>
  depth > 5 || chance() < 0.3
    ? JSON.stringify(pick([words, address, report])().slice(0, 300))
    : chance() < 0.4
      ? `[${Array.from({ length: below(5) }, () => json(depth + 1)).join(",")}]`
      : `{${Array.from({ length: below(5) }, () => `"${pick(KEYS)}":${json(depth + 1)}`).join(",")}}`;
const html = () =>
  many(
    () =>
      pick([
        `<${pick(["p", "div", "br", "pre", "table", "td", "style", "a href='x'"])}>`,
        `</${pick(["p", "div", "pre", "style"])}>`,
        "&lt;",
        "&#60;",
        "&#x3c;",
        "&",
        words(),
      ]),
    40,
  );
const log = () =>
  many(
    () =>
      `Nov  3 10:00:0${below(9)} mail postfix/smtp[${below(999)}]: A${below(9999)}: to=<${address()}>, ` +
      "relay=mx.example.org[192.0.2.7]:25, dsn=5.1.1, " +
      `status=${pick(["bounced", "deferred", "sent", "500"])} (${words()})\n`,
    8,
  );
const queue = () =>
  `A1B2C3D4E5  ${below(9999)} Mon Nov  3 10:00:00  ${address()}\n  (${words()})\n      ${address()}\n\n`;
const transcript = () => many(() => `${pick(["<<<", ">>>", "S:", "C:", "..."])} ${words()}\n`, 12);
const report = () => many(field, 8) + "\n";
const mail = () =>
  many(header, 8) +
  pick(["\n", ""]) +
  many(() => pick(["--b\n", "--b--\n", words() + "\n", report(), header(), "\n", html(), json()]), 12);
const bytes = () => many(() => String.fromCharCode(below(pick([32, 256, 65536]))), 300);
const MAKERS = [words, report, mail, json, html, log, queue, transcript, bytes];

/** Ways of carrying a text. */
const CARRY = [
  (text) => text.replace(/^/gm, "> "),
  (text) => text.replace(/^(.*)$/gm, "| $1 |"),
  (text) => Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n"),
  (text) => JSON.stringify({ body: text }),
  (text) => text.replaceAll("\n", "\n\n"),
  (text) => text.replaceAll("\n", " "),
  (text) => text.replaceAll(" ", "\u00a0"),
  (text) => `<pre>${text}</pre>`,
  (text) => text.replaceAll("\n", "\\n"),
  (text) => `---------- Forwarded message ---------\nFrom: MAILER-DAEMON\nDate: x\nSubject: failure notice\n\n${text}`,
];

/** Cuts, doubles and mixes. */
const TEAR = [
  (text) => text.slice(below(text.length)),
  (text) => text.slice(0, below(text.length)),
  (text) => text + text.slice(below(text.length)),
  (text) => text.slice(0, below(text.length)) + pick(MAKERS)() + text.slice(below(text.length)),
  (text) => text.repeat(below(20) + 1).slice(0, 200_000),
  (text) => pick(CARRY)(text),
];

function problem(text, { kind, what, failures }) {
  if (!["bounce", "delay-notice", "reply", "log", "not-a-bounce", "unknown"].includes(kind)) return "kind";
  if (what !== null && kind !== "not-a-bounce") return "what";
  if (["not-a-bounce", "unknown"].includes(kind) && failures.length) return "failures";
  for (const one of failures) {
    if (one.reply !== null && !/^\d{3}$/.test(one.reply)) return "reply";
    if (one.enhanced !== null && !/^\d\.\d{1,3}\.\d{1,3}$/.test(one.enhanced)) return "enhanced";
    if (![true, false, null].includes(one.permanent)) return "permanent";
    for (const flag of ["gave_up", "submission", "still_tried", "cause_said", "by_wording"])
      if (typeof one[flag] !== "boolean") return flag;
    for (const { start, end } of one.evidence)
      if (!(start >= 0 && end > start && end <= text.length)) return "evidence";
  }
  return "";
}

function took(text) {
  const start = process.cpuUsage().user;
  const answer = decodeText(text, rules);
  const ms = (process.cpuUsage().user - start) / 1000;
  return { answer, ms };
}

let slowest = { ms: 0, length: 0 };
let total = 0;
for (let n = 0; n < Number(count); n++) {
  let text = pick(MAKERS)();
  for (let edits = below(5); edits > 0; edits--) text = pick(TEAR)(text).slice(0, 400_000);
  const fail = (why) => {
    fs.writeFileSync("fuzz-decoder.txt", text);
    console.error(`paste ${n}: ${why}; it stands in fuzz-decoder.txt`);
    process.exit(1);
  };
  let read;
  try {
    read = took(text);
  } catch (error) {
    fail(`threw ${error.stack}`);
  }
  const wrong = problem(text, read.answer);
  if (wrong) fail(`${wrong} breaks the contract`);
  const budget = Math.max(BUDGET_LEAST, (BUDGET_MB * text.length) / 1e6);
  if (read.ms > budget) fail(`${read.ms.toFixed(0)} ms for ${text.length} characters`);
  if (n % DOUBLED === 0 && text.length) {
    const large = text.repeat(Math.ceil(400_000 / text.length));
    const times = [1, 2].map((factor) => Math.min(took(large.repeat(factor)).ms, took(large.repeat(factor)).ms));
    if (times[1] > MEASURABLE && times[1] > STEEP * times[0])
      fail(`${times.map((ms) => ms.toFixed(0)).join(" → ")} ms for twice the text`);
  }
  if (read.ms > slowest.ms) slowest = { ms: read.ms, length: text.length };
  total += text.length;
}
console.log(
  `${count} pastes, ${(total / 1e6).toFixed(0)} million characters: no throw, always the contract's shape, ` +
    `slowest ${slowest.ms.toFixed(0)} ms (${slowest.length} characters)`,
);
