// Runs the decoder over what it reads from standard input, {"rules": …, "texts": {"name": "…"}}; {"name": answer} on standard output.
import fs from "node:fs";

const { decode } = await import(process.argv[2]);
const { rules, texts } = JSON.parse(fs.readFileSync(0, "utf8"));
const answers = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, decode(text, rules)]));
process.stdout.write(JSON.stringify(answers));
