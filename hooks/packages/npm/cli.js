#!/usr/bin/env node
/** `smtpcodes 550 5.7.1` or `smtpcodes < bounce.eml`: what it means and what to do now. */

import { readFileSync } from "node:fs";
import { parseArgs, TextDecoder } from "node:util";

const HELP = `Usage: smtpcodes [--json] CODE…          smtpcodes 550 5.7.1
       smtpcodes [--json] < bounce.eml   a mail, a report, a log line, a webhook's JSON

Says what an SMTP error means and what to do now. It reads nothing but its input and asks no network.

  --json      the whole answer as JSON
  --version   the version of the data
  --help      this text

Exit status, of the worst failure in the text:
  0  no failure             1  refused, or given up     2  delayed, tried again by itself
  3  it depends             4  nothing found            64 wrong use     65 input that is no text
`;
const STATUS = { refused: 1, "gave-up": 1, delayed: 2, depends: 3 };
const LARGEST = 20_000_000; // bytes; a longer mail names its failure near the top
const USE = 64; // EX_USAGE and EX_DATAERR of sysexits.h
const NO_TEXT = 65;

async function main() {
  let given;
  try {
    const options = { json: { type: "boolean" }, version: { type: "boolean" }, help: { type: "boolean", short: "h" } };
    given = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return complain(`${error.message.split(". ")[0]}. See smtpcodes --help`, USE);
  }
  if (given.values.help) return say(HELP, 0);
  if (given.values.version) return say(`${JSON.parse(own("./package.json")).version}\n`, 0);
  const text = given.positionals.length ? given.positionals.join(" ") : await input();
  if (typeof text === "number") return text;
  const { explain, answers, site } = await import("./index.js");
  const found = explain(text);
  const status = statusOf(found);
  if (given.values.json) return say(`${JSON.stringify(found, null, 2)}\n`, status);
  return say(described(found, answers, site), status);
}

const own = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

/** Standard input as text, or the exit status where there is none. */
async function input() {
  if (process.stdin.isTTY) return complain("Nothing to read: name a code, or give a mail on standard input", USE);
  let bytes;
  try {
    bytes = await standardInput();
  } catch (error) {
    return complain(`Standard input cannot be read (${error.code})`, NO_TEXT);
  }
  if (!bytes.length) return complain("The input is empty: give the text of the bounce", NO_TEXT);
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  if (!wide && bytes.subarray(0, 8192).includes(0))
    return complain("The input is no text: save the mail as .eml, or copy its text", NO_TEXT);
  if (wide) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** All of it, or its first part: asynchronously, because a pipe may have nothing yet. */
async function standardInput() {
  const parts = [];
  let length = 0;
  for await (const part of process.stdin) {
    parts.push(part);
    length += part.length;
    if (length >= LARGEST) break;
  }
  return Buffer.concat(parts).subarray(0, LARGEST);
}

function statusOf(found) {
  if (!found.failures.length) return found.kind === "unknown" ? 4 : 0;
  const each = found.failures.map(({ verdict }) => STATUS[verdict.outcome] ?? 0);
  return [1, 2, 3].find((status) => each.includes(status)) ?? 0;
}

/** The answer for people, one block a failure. */
function described(found, answers, site) {
  if (!found.failures.length) {
    return found.kind === "unknown"
      ? "Nothing found: no SMTP code and no known wording stands in this text.\n"
      : "Not a bounce: this text tells of no failure.\n";
  }
  return found.failures.map((failure) => block(failure, answers, site)).join("\n");
}

function block(failure, answers, site) {
  const { verdict } = failure;
  const { words, local, causes, providers } = answers;
  const code = [failure.reply, failure.enhanced].filter(Boolean).join(" ");
  const [outcome, sign] = words.outcomes[verdict.outcome];
  const title = causes[verdict.cause]?.situations?.[verdict.situation]?.title ?? causes[verdict.cause]?.title;
  const notes = local?.notes ?? {};
  const note = notes.pairs?.[code] ?? notes.codes?.[failure.enhanced] ?? notes.codes?.[failure.reply];
  const rows = [
    ["For", failure.recipient],
    ["Said by", providers[failure.provider] ?? failure.refused_by],
    ["What happened", verdict.summary],
    ["What now", verdict.advice.sentence],
    ["Whose job", verdict.whose_job === "depends" ? null : words.jobs[verdict.whose_job]],
    ["Tried again", verdict.retried.value === "depends" ? null : words.retried[verdict.retried.value]],
    ["Drop the address", words.suppress[verdict.suppress]],
    [local?.organisation ?? "Note", note],
    ["More", failure.url === null ? null : `${site}${failure.url}`],
  ];
  const head = bold(`${sign} ${[code, outcome].filter(Boolean).join(": ")}${title ? ` (${title})` : ""}`);
  const width = Math.max(...rows.filter(([, value]) => value).map(([name]) => name.length));
  const lines = rows.filter(([, value]) => value).map(([name, value]) => `  ${name.padEnd(width)}  ${clean(value)}`);
  return `${head}\n${lines.join("\n")}\n`;
}

/** A pasted text must not steer the terminal. */
// eslint-disable-next-line no-control-regex
const clean = (text) => String(text).replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
const bold = (text) =>
  process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${clean(text)}\u001b[0m` : clean(text);

function say(text, status) {
  process.stdout.write(text);
  return status;
}

function complain(text, status) {
  process.stderr.write(`smtpcodes: ${text}\n`);
  return status;
}

process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 74));
process.exitCode = await main();
