// How ZoneMTA's own module reads answers with its own rules and with ours.
//
//   npm pack zone-mta && tar xzf zone-mta-*.tgz
//   node tests/benchmarks/zonemta_rules.mjs SITE CASES.jsonl package
//
// SITE is a built site. A case has `input` and `causes`; what ZoneMTA is asked is the line that the decoder finds in
// it.
import fs from "node:fs";
import Module from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [site, cases, zone] = process.argv.slice(2);
const load = Module._load;
const silent = { error() {}, verbose() {}, info() {} };
Module._load = (name, ...rest) =>
  name === "npmlog" ? silent : name === "./log-gelf" ? { gelfCode: String, emitGelf() {} } : load(name, ...rest);

/** The real module with a rule file of its own. */
function withRules(text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "zonemta-"));
  for (const name of ["lib", "config"]) fs.mkdirSync(path.join(folder, name));
  fs.copyFileSync(path.join(zone, "lib", "bounces.js"), path.join(folder, "lib", "bounces.js"));
  fs.writeFileSync(path.join(folder, "config", "bounces.txt"), text);
  const module = Module.createRequire(pathToFileURL(path.join(folder, "x.js")))("./lib/bounces.js");
  fs.rmSync(folder, { recursive: true });
  return module;
}

/** Its own categories are broad: each counts as right for all causes that it can mean. */
const THEIRS = {
  blacklist: ["sender-reputation"],
  block: ["sender-reputation", "policy", "rate-limited"],
  message: ["spam-content", "message-format", "message-too-large", "policy"],
  recipient: ["recipient-unknown", "recipient-disabled"],
  protocol: ["protocol-error", "message-format"],
  network: ["connection-failed", "domain-not-found", "server-error"],
  envelope: ["recipient-unknown", "sender-dns", "policy", "relay-denied"],
  spam: ["spam-content", "sender-reputation"],
  capacity: ["mailbox-full", "message-too-large"],
  auth: ["login", "sender-authentication", "relay-denied"],
  config: ["server-error", "sender-dns"],
  virus: ["malware"],
  rate: ["rate-limited"],
  policy: ["policy"],
  greylist: ["greylisted"],
  dmarc: ["sender-authentication"],
  sender: ["sender-reputation", "sender-dns", "sender-authentication"],
  dns: ["domain-not-found"],
};

const base = pathToFileURL(path.resolve(site)).href;
const { decode } = await import(`${base}/javascripts/decoder/decode.js`);
const rules = JSON.parse(fs.readFileSync(path.join(site, "api/v1/decoder.json"), "utf8"));
const asked = fs
  .readFileSync(cases, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line))
  .filter((one) => one.causes?.length)
  .map((one) => ({ ...one, said: decode(one.input, rules).failures[0]?.line }))
  .filter((one) => one.said);
const wire = (text) => text.replace(/^.*?(?=\b[45]\d\d[ -])/s, ""); // ZoneMTA sees the answer from its code on
const own = withRules(fs.readFileSync(path.join(zone, "config", "bounces.txt"), "utf8"));
const ours = withRules(fs.readFileSync(path.join(site, "api/v1/rules/zonemta.txt"), "utf8"));
const score = (module, right) => asked.filter((one) => right(module.check(wire(one.said)).category, one.causes)).length;
const percent = (n) => `${n}/${asked.length} ${((100 * n) / asked.length).toFixed(1)} %`;
console.log(`rules loaded: its own ${own.rules.length}, ours ${ours.rules.length}`);
console.log(
  `its own rules: ${percent(score(own, (got, causes) => (THEIRS[got] ?? []).some((one) => causes.includes(one))))}`,
);
console.log(`ours:          ${percent(score(ours, (got, causes) => causes.includes(got)))}`);
