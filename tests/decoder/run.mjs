// Runs the decoder over what it reads from standard input, {"rules": …, "texts": {"name": "…"}}; {"name": answer} on
// standard output. decode() never throws; what it would have to catch is a mistake, and ends this run.
import fs from "node:fs";

const { compile, decode, decodeText } = await import(process.argv[2]);
const { rules, texts } = JSON.parse(fs.readFileSync(0, "utf8"));
const answers = {};
for (const [name, text] of Object.entries(texts)) {
  decodeText(text, compile(rules));
  answers[name] = decode(text, rules);
}
process.stdout.write(JSON.stringify(answers));
