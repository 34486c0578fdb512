// Reads texts as the decoder's page does: {"rules": …, "answers": …, "texts": {"name": "…"}} on standard input; on
// standard
// output {"name": {"verdict", "failure"}} of the first failure of each, null where there is none.
import fs from "node:fs";

const { explain } = await import(process.argv[2]);
const { rules, answers, texts } = JSON.parse(fs.readFileSync(0, "utf8"));
const out = {};
for (const [name, text] of Object.entries(texts)) {
  const [first] = explain(text, rules, answers).failures;
  const { verdict, ...failure } = first ?? {};
  out[name] = first ? { verdict, failure } : null;
}
process.stdout.write(JSON.stringify(out));
