// What GitHub itself would say about workflow files: its parser, its converter (with local reusable workflows
// read from disk, so that inputs and secrets of a call are checked too) and its language service.
// Usage: github-workflow FILE...   Exit 1 when any of them reports anything, warnings included.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { validate } from "@actions/languageservice";
import { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } from "@actions/workflow-parser";
import { TextDocument } from "vscode-languageserver-textdocument";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: github-workflow FILE...");
  process.exit(2);
}

let findings = 0;
const report = (file, source, message) => {
  findings += 1;
  console.log(`${file}: ${source}: ${message}`);
};

for (const file of files) {
  const content = await readFile(file, "utf8");
  // <root>/.github/workflows/x.yml: what `uses: ./.github/workflows/y.yml` is relative to
  const root = path.resolve(path.dirname(file), "..", "..");
  const fileProvider = {
    async getFileContent(reference) {
      if (reference.repository) throw new Error("only local reusable workflows can be read here");
      return { name: reference.path, content: await readFile(path.join(root, reference.path), "utf8") };
    },
  };

  const parsed = parseWorkflow({ name: file, content }, new NoOperationTraceWriter());
  if (parsed.value) {
    await convertWorkflowTemplate(parsed.context, parsed.value, fileProvider, { fetchReusableWorkflowDepth: 1 });
  }
  for (const error of parsed.context.errors.getErrors()) {
    report(file, "parser", `${error.prefix ?? ""} ${error.rawMessage ?? error.message}`.trim());
  }

  const document = TextDocument.create(`file:///${path.basename(root)}/.github/workflows/${path.basename(file)}`, "yaml", 1, content);
  for (const { range, message } of await validate(document, { fileProvider })) {
    report(file, "language service", `${range.start.line + 1}:${range.start.character + 1} ${message}`);
  }
}
process.exit(findings === 0 ? 0 : 1);
