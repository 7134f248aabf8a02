// The grammar colours every example of this repository: nothing in them is illegal, and what matters is what it is.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";

const require = createRequire(import.meta.url);
const { loadWASM, OnigScanner, OnigString } = require("vscode-oniguruma");
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");

await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const path = new URL("../syntaxes/kdl.tmLanguage.json", import.meta.url).pathname;
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new OnigScanner(patterns),
    createOnigString: (text) => new OnigString(text),
  }),
  loadGrammar: () => parseRawGrammar(readFileSync(path, "utf8"), path),
});
const grammar = await registry.loadGrammar("source.kdl");

/** Every token of a text: its letters and its scopes. */
function tokens(text) {
  let stack = INITIAL;
  return text.split("\n").flatMap((line) => {
    const found = grammar.tokenizeLine(line, stack);
    stack = found.ruleStack;
    return found.tokens.map((it) => ({ text: line.slice(it.startIndex, it.endIndex), scopes: it.scopes.join(" ") }));
  });
}

function scopeOf(text, wanted) {
  const found = tokens(text).find((it) => it.text.trim() === wanted);
  assert.ok(found, `${wanted} is no token of ${text}`);
  return found.scopes;
}

for (const name of ["deal-brain", "hello"]) {
  const spec = readFileSync(new URL(`../../../examples/${name}/deploy.kdl`, import.meta.url), "utf8");
  const wrong = tokens(spec).filter((it) => it.scopes.includes("invalid"));
  assert.deepEqual(wrong, [], name);
  // A string or comment that does not end would swallow the rest: the last line is a brace on its own level.
  const last = tokens(spec).filter((it) => it.text.trim() !== "").at(-1);
  assert.match(last.scopes, /section\.block\.end/, name);
}
for (const [text, wanted, scope] of [
  ['service "api" like=#"a"b"#', "service", /entity\.name\.tag/],
  ['service "api" like="x"', "like", /variable\.parameter/],
  ["port #null", "#null", /constant\.language/],
  ["port 8_000", "8_000", /constant\.numeric/],
  ["a { b 0xff; c }", "c", /entity\.name\.tag/],
  ['a "x \\u{1F600} y"', "\\u{1F600}", /constant\.character\.escape/],
  ['a "{environment}"', "{environment}", /placeholder/],
  ["a /* x /* y */ z */ 1", "1", /constant\.numeric/],
  ['a #"no \\escape"#', "no \\escape", /string\.quoted\.double\.raw/],
  ["a (u8)1", "u8", /storage\.type/],
  ["a b-1", "b-1", /string\.unquoted/],
]) {
  assert.match(scopeOf(text, wanted), scope, text);
}
console.log("the grammar reads both examples and every form");
