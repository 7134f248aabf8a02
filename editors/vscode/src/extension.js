// The client: it starts `dbgen lsp`, and gives the server's commands and dbgen's own tasks to the editor.
"use strict";

const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/** The scheme of the pages that explain a diagnostic. */
const PAGES = "dbgen";

let client;

function program() {
  return vscode.workspace.getConfiguration("dbgen").get("path") || "dbgen";
}

function newClient() {
  const run = { command: program(), args: ["lsp"], transport: TransportKind.stdio };
  return new LanguageClient("dbgen", "dbgen", { run, debug: run }, {
    documentSelector: [{ scheme: "file", language: "kdl" }, { scheme: "untitled", language: "kdl" }],
    // Codes become links to their pages, which this extension shows.
    initializationOptions: { pages: `${PAGES}:/` },
  });
}

async function start() {
  client = newClient();
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showErrorMessage(
      `dbgen cannot be started (${error.message}). Install it, or say where it is.`,
      "Open settings",
    );
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "dbgen.path");
    }
  }
}

async function stop() {
  const old = client;
  client = undefined;
  await old?.stop();
}

/** The page of a code, as the server has it. */
async function page(code) {
  const text = await client?.sendRequest("workspace/executeCommand", { command: "dbgen.explain", arguments: [code] });
  return text ?? `There is no diagnostic \`${code}\`.`;
}

/** A task that runs dbgen on a folder of the workspace. */
function task(folder, definition) {
  const path = definition.path || ".";
  const more = { build: [], check: ["--format", "github"], diff: ["--base", "HEAD"] }[definition.command] ?? [];
  const run = new vscode.ProcessExecution(program(), [definition.command, path, ...more], { cwd: folder.uri.fsPath });
  const name = path === "." ? definition.command : `${definition.command} ${path}`;
  const made = new vscode.Task(definition, folder, name, "dbgen", run, definition.command === "check" ? ["$dbgen"] : []);
  made.group = definition.command === "build" ? vscode.TaskGroup.Build : undefined;
  return made;
}

const tasks = {
  async provideTasks() {
    const all = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const pattern = new vscode.RelativePattern(folder, "**/deploy.kdl");
      for (const file of await vscode.workspace.findFiles(pattern, "**/node_modules/**", 50)) {
        const path = vscode.workspace.asRelativePath(vscode.Uri.joinPath(file, ".."), false);
        const own = vscode.Uri.joinPath(file, "..").fsPath === folder.uri.fsPath ? "." : path;
        for (const command of ["build", "check", "diff"]) {
          all.push(task(folder, { type: "dbgen", command, path: own }));
        }
      }
    }
    return all;
  },
  resolveTask(found) {
    const folder = found.scope?.uri ? found.scope : vscode.workspace.workspaceFolders?.[0];
    return folder ? task(folder, found.definition) : undefined;
  },
};

/** The folder of a spec, where a command of the terminal runs. */
function folderOf(uri) {
  return vscode.Uri.joinPath(vscode.Uri.parse(uri), "..").fsPath;
}

function inTerminal(folder, args) {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const scope = folders.find((own) => folder.startsWith(own.uri.fsPath)) ?? vscode.TaskScope.Workspace;
  const run = new vscode.ProcessExecution(program(), args, { cwd: folder });
  return vscode.tasks.executeTask(new vscode.Task({ type: "dbgen", command: args[0] }, scope, args.join(" "), "dbgen", run));
}

function activate(context) {
  const { registerCommand } = vscode.commands;
  const place = (range) => new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  context.subscriptions.push(
    registerCommand("dbgen.restart", async () => {
      await stop();
      await start();
    }),
    registerCommand("dbgen.build", async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor) {
        await inTerminal(folderOf(editor.document.uri.toString()), ["build"]);
      }
    }),
    // From a lens: show some places, or what has changed for an environment.
    registerCommand("dbgen.show", (here, places) => {
      const locations = places.map((it) => new vscode.Location(vscode.Uri.parse(it.uri), place(it.range)));
      const start = place(here.range).start;
      return vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(here.uri), start, locations);
    }),
    registerCommand("dbgen.diff", (main, _environment, base) => inTerminal(folderOf(main), ["diff", "--base", base])),
    registerCommand("dbgen.explainCode", async () => {
      const code = await vscode.window.showInputBox({ prompt: "The code of a diagnostic, such as unknown-node" });
      if (code) {
        await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.parse(`${PAGES}:/${code}.md`));
      }
    }),
    vscode.workspace.registerTextDocumentContentProvider(PAGES, {
      provideTextDocumentContent: (uri) => page(uri.path.replace(/^\//, "").replace(/\.md$/, "")),
    }),
    vscode.tasks.registerTaskProvider("dbgen", tasks),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("dbgen.path")) {
        await stop();
        await start();
      }
    }),
  );
  return start();
}

module.exports = { activate, deactivate: stop };
