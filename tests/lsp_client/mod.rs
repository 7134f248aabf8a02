//! An editor in memory: it talks to the server as one over pipes would.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used)]

use dbgen::lsp::{self, Connection, Ending, Host, Message, Notification, Request, RequestId, Response};
use dbgen::world::{MemoryWorld, World};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

/// Files of a made-up disk, by their whole paths.
#[derive(Debug, Clone, Default)]
pub struct Files(pub BTreeMap<PathBuf, String>);

impl Host for Files {
    fn world(&self, folder: &Path) -> Box<dyn World> {
        let mut world = MemoryWorld::default();
        for (path, text) in &self.0 {
            if let Ok(inside) = path.strip_prefix(folder) {
                world = world.with(inside.to_str().unwrap(), text.as_str());
            }
        }
        Box::new(world)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }
}

/// One conversation.
pub struct Client {
    connection: Connection,
    server: JoinHandle<Ending>,
    next: i32,
    answers: HashMap<RequestId, Result<Value, String>>,
    /// The diagnostics that were last shown, by address.
    pub shown: BTreeMap<String, Vec<Value>>,
}

impl Client {
    /// Starts a server on some files and introduces itself.
    pub fn start(files: Files, capabilities: Value) -> Self {
        let mut client = Self::silent(files);
        let said = client.ask(
            "initialize",
            json!({
                "processId": null,
                "rootUri": null,
                "capabilities": capabilities,
                "initializationOptions": { "pages": "dbgen:/" },
            }),
        );
        assert!(said.unwrap()["capabilities"].is_object());
        client.tell("initialized", json!({}));
        client
    }

    /// Starts a server and says nothing.
    pub fn silent(files: Files) -> Self {
        let (connection, other) = Connection::memory();
        let server = std::thread::spawn(move || lsp::serve(&other, &files));
        Self { connection, server, next: 0, answers: HashMap::new(), shown: BTreeMap::new() }
    }

    /// Says something that needs no answer.
    pub fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    /// Sends a question and gives its number.
    pub fn send(&mut self, method: &str, params: Value) -> i32 {
        self.next += 1;
        let request = Request::new(self.next.into(), method.to_owned(), params);
        self.connection.sender.send(request.into()).unwrap();
        self.next
    }

    /// Asks, and waits for the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        let id = self.send(method, params);
        self.wait(id)
    }

    /// Waits for the answer to a question.
    pub fn wait(&mut self, id: i32) -> Result<Value, String> {
        loop {
            if let Some(answer) = self.answers.remove(&RequestId::from(id)) {
                return answer;
            }
            let message = self.receive();
            self.take(message);
        }
    }

    /// Waits until the server has looked at everything that it was told: it answers in order, and what needs the
    /// compiler last.
    pub fn settle(&mut self, address: &str) {
        self.ask("textDocument/codeLens", json!({ "textDocument": { "uri": address } })).unwrap();
    }

    fn receive(&self) -> Message {
        self.connection.receiver.recv_timeout(Duration::from_secs(20)).expect("the server says something within 20 s")
    }

    fn take(&mut self, message: Message) {
        match message {
            // What waits for the compiler is answered later than what comes behind it.
            Message::Response(Response { id, response_result }) => {
                self.answers.insert(id, response_result.map_err(|error| error.message));
            }
            Message::Notification(told) if told.method == "textDocument/publishDiagnostics" => {
                let address = told.params["uri"].as_str().unwrap().to_owned();
                self.shown.insert(address, told.params["diagnostics"].as_array().unwrap().clone());
            }
            Message::Notification(_) | Message::Request(_) => {}
        }
    }

    /// The codes of the diagnostics that are shown of a file.
    pub fn codes(&self, address: &str) -> Vec<String> {
        let all = self.shown.get(address).into_iter().flatten();
        all.map(|diagnostic| diagnostic["code"].as_str().unwrap().to_owned()).collect()
    }

    /// Opens a text.
    pub fn open(&self, address: &str, text: &str) {
        let item = json!({ "uri": address, "languageId": "kdl", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    /// Replaces a range, or the whole text.
    pub fn change(&self, address: &str, version: i32, range: Option<[u32; 4]>, text: &str) {
        let part = match range {
            Some([line, character, end_line, end_character]) => json!({
                "range": {
                    "start": { "line": line, "character": character },
                    "end": { "line": end_line, "character": end_character },
                },
                "text": text,
            }),
            None => json!({ "text": text }),
        };
        let document = json!({ "uri": address, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [part] }));
    }

    /// Says goodbye, and tells how the server has taken it.
    pub fn end(mut self) -> Ending {
        self.ask("shutdown", Value::Null).unwrap();
        self.tell("exit", Value::Null);
        self.server.join().unwrap()
    }

    /// Is gone without a word.
    pub fn vanish(self) -> Ending {
        drop(self.connection);
        self.server.join().unwrap()
    }
}

/// A place in a text, for a question.
pub fn at(address: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": address }, "position": { "line": line, "character": character } })
}
