// The mutants of JavaScript modules as JSON, for mutants.py: node mutants.mjs FILE…

import { readFileSync } from "node:fs";
import { parse } from "acorn";

const SWAPPED = {
  "===": "!==",
  "!==": "===",
  "==": "!=",
  "!=": "==",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
};

function* mutants(node, text) {
  const change = (start, end, by, what) => ({ start, end, text: by, what });
  if (["BinaryExpression", "LogicalExpression"].includes(node.type) && SWAPPED[node.operator]) {
    const gap = text.slice(node.left.end, node.right.start);
    const at = node.left.end + gap.indexOf(node.operator);
    yield change(at, at + node.operator.length, SWAPPED[node.operator], "operator");
  } else if (node.type === "UnaryExpression" && node.operator === "!") {
    yield change(node.start, node.argument.start, "", "not removed");
  } else if (node.type === "Literal" && typeof node.value === "number") {
    yield change(node.start, node.end, String(node.value + 1), "constant");
  } else if (node.type === "Literal" && typeof node.value === "boolean") {
    yield change(node.start, node.end, String(!node.value), "constant");
  } else if (["IfStatement", "ConditionalExpression", "WhileStatement"].includes(node.type)) {
    yield change(node.test.start, node.test.end, `!(${text.slice(node.test.start, node.test.end)})`, "condition");
  } else if (node.type === "ExpressionStatement" && node.expression.type !== "Literal") {
    yield change(node.start, node.end, ";", "statement removed");
  }
}

function* walk(node, text) {
  if (typeof node.type === "string") yield* mutants(node, text);
  for (const inner of Object.values(node))
    for (const one of Array.isArray(inner) ? inner : [inner])
      if (one && typeof one === "object" && "type" in one) yield* walk(one, text);
}

const found = [];
for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  // Python counts characters, JavaScript UTF-16 units.
  const characters = (at) => [...text.slice(0, at)].length;
  for (const one of walk(parse(text, { ecmaVersion: "latest", sourceType: "module" }), text))
    found.push({ ...one, path, start: characters(one.start), end: characters(one.end) });
}
console.log(JSON.stringify(found));
