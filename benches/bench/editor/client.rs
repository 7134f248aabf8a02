//! A language server in a process of its own, spoken to as an editor does: over pipes, message by message.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// Longer nobody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A place as the protocol counts it.
pub type Place = (usize, usize);

/// A running server with one open file.
pub struct Server {
    child: Child,
    input: ChildStdin,
    heard: Receiver<(Instant, Value)>,
    settings: Value,
    whole: bool,
    uri: String,
    lines: Vec<String>,
    version: i32,
    numbers: i64,
}

/// What is waited for after a change of the text, and when it came.
#[derive(Default)]
pub struct Came {
    /// The offers.
    pub offers: Duration,
    /// Diagnostics that fit the text as it stands.
    pub diagnostics: Duration,
    /// How many things were offered.
    pub count: usize,
}

impl Server {
    /// Starts a server and opens a file in it.
    pub fn start(command: &mut Command, path: &Path, language: &str, text: &str, settings: Value) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (say, heard) = mpsc::channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(body) = message(&mut output) {
                // The time counts up to here: what the reader makes of it is the reader's.
                let now = Instant::now();
                if say.send((now, serde_json::from_slice(&body).unwrap())).is_err() {
                    return;
                }
            }
        });
        let uri = format!("file://{}", path.display());
        let root = format!("file://{}", path.parent().unwrap().display());
        let lines = text.lines().map(str::to_owned).collect();
        let mut server = Self { child, input, heard, settings, whole: false, uri, lines, version: 1, numbers: 0 };
        let said = server.ask(
            "initialize",
            json!({
                "processId": null,
                "rootUri": root,
                "workspaceFolders": [{ "uri": root, "name": "bench" }],
                "initializationOptions": { "configurationSection": "evenBetterToml" },
                "capabilities": {
                    "textDocument": {
                        "synchronization": { "didSave": true },
                        "publishDiagnostics": { "versionSupport": true },
                        "completion": { "completionItem": { "snippetSupport": true } },
                    },
                    "workspace": { "configuration": true, "workspaceFolders": true },
                },
            }),
        );
        let sync = &said["capabilities"]["textDocumentSync"];
        server.whole = sync.get("change").unwrap_or(sync).as_i64() == Some(1);
        server.tell("initialized", json!({}));
        server.tell("workspace/didChangeConfiguration", json!({ "settings": server.settings }));
        let item = json!({ "uri": server.uri, "languageId": language, "version": 1, "text": text });
        server.tell("textDocument/didOpen", json!({ "textDocument": item }));
        server
    }

    /// The text as it stands.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Replaces `removed` bytes of a line, asks what could be written behind that, and waits until both the offers and
    /// diagnostics are there of which `fits` says that they are those of this text.
    pub fn stroke(&mut self, at: Place, removed: usize, new: &str, fits: Option<&dyn Fn(&Value) -> bool>) -> Came {
        let change = self.change(at, removed, new);
        self.version += 1;
        let document = json!({ "uri": self.uri, "version": self.version });
        let start = Instant::now();
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
        let behind = at.1 + new.len();
        let question = json!({
            "textDocument": { "uri": self.uri },
            "position": { "line": at.0, "character": behind },
        });
        let asked = self.send("textDocument/completion", question);
        let (mut offers, mut diagnostics) = (None, None);
        let mut count = 0;
        while offers.is_none() || (fits.is_some() && diagnostics.is_none()) {
            let (when, message) = self.hear();
            if message["id"] == asked && message.get("method").is_none() {
                offers = Some(when - start);
                let result = &message["result"];
                count = result.get("items").unwrap_or(result).as_array().map_or(0, Vec::len);
            }
            let about = message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == self.uri;
            if about && diagnostics.is_none() && fits.is_some_and(|fits| fits(&message["params"]["diagnostics"])) {
                diagnostics = Some(when - start);
            }
        }
        Came { offers: offers.unwrap(), diagnostics: diagnostics.unwrap_or_default(), count }
    }

    fn change(&mut self, (line, column): Place, removed: usize, new: &str) -> Value {
        self.lines[line].replace_range(column..column + removed, new);
        if self.whole {
            return json!({ "text": self.lines.join("\n") + "\n" });
        }
        json!({
            "range": {
                "start": { "line": line, "character": column },
                "end": { "line": line, "character": column + removed },
            },
            "text": new,
        })
    }

    /// Asks something about the file and waits for the answer.
    pub fn about(&mut self, method: &str) -> Duration {
        let start = Instant::now();
        self.ask(method, json!({ "textDocument": { "uri": self.uri } }));
        start.elapsed()
    }

    /// The most memory that the process has held so far, in megabytes; where the system does not say so, none.
    pub fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        loop {
            let (_, message) = self.hear();
            if message["id"] == id && message.get("method").is_none() {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    /// The next message. What the server asks is answered on the way.
    fn hear(&mut self) -> (Instant, Value) {
        let (when, message) = self.heard.recv_timeout(PATIENCE).expect("the server says something in time");
        if let (Some(method), Some(id)) = (message["method"].as_str(), message.get("id")) {
            let result = match method {
                "workspace/configuration" => {
                    let items = message["params"]["items"].as_array().cloned().unwrap_or_default();
                    let section = |item: &Value| self.settings[item["section"].as_str().unwrap_or("")].clone();
                    items.iter().map(section).collect()
                }
                _ => Value::Null,
            };
            self.write(json!({ "jsonrpc": "2.0", "id": id, "result": result }));
        }
        (when, message)
    }

    fn send(&mut self, method: &str, params: Value) -> Value {
        self.numbers += 1;
        self.write(json!({ "jsonrpc": "2.0", "id": self.numbers, "method": method, "params": params }));
        self.numbers.into()
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.write(json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn write(&mut self, message: Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of the next message; none at the end.
fn message(from: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => {
                if let Some(count) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = count.trim().parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    Some(body)
}
