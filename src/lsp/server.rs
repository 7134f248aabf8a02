//! The loop: messages in, answers out, in the order of their coming.

use super::capabilities::{self, Client};
use super::check::{self, Job};
use super::convert::Text;
use super::workspace::{Open, Workspace};
use super::{Connection, Host, Message, Notification, Request, Response, answer, uri};
use crossbeam_channel::{Receiver, Sender, select, unbounded};
use lsp_server::ErrorCode;
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    InitializeParams, InitializeResult, ServerInfo, TextDocumentContentChangeEvent,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::thread;

/// How a conversation has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As the protocol wants it: `shutdown`, then `exit`.
    Asked,
    /// In any other way: `exit` alone, or the editor is gone.
    Unasked,
}

/// Talks to one editor until it says that it is done, or is gone.
pub fn serve(connection: &Connection, host: &dyn Host) -> Ending {
    let (jobs, work) = unbounded();
    let (done, results) = unbounded();
    thread::scope(|scope| {
        scope.spawn(move || check::run(&work, &done, host));
        // The worker ends when nobody can give it work any more.
        Server::new(&connection.sender, jobs, host).talk(&connection.receiver, &results)
    })
}

/// One conversation.
pub struct Server<'a> {
    /// What the machine has.
    pub host: &'a dyn Host,
    /// What the editor can do; nothing before it has said so.
    pub client: Option<Client>,
    /// Where the editor has the pages of the codes: an address that a code's name and `.md` complete.
    pub pages: Option<String>,
    /// What is open.
    pub workspace: Workspace,
    sender: &'a Sender<Message>,
    queue: VecDeque<Message>,
    /// Questions that wait for the compiler.
    parked: Vec<Request>,
    jobs: Sender<Job>,
    busy: bool,
    shut_down: bool,
    numbers: i32,
}

impl<'a> Server<'a> {
    fn new(sender: &'a Sender<Message>, jobs: Sender<Job>, host: &'a dyn Host) -> Self {
        Self {
            host,
            client: None,
            pages: None,
            workspace: Workspace::default(),
            sender,
            queue: VecDeque::new(),
            parked: Vec::new(),
            jobs,
            busy: false,
            shut_down: false,
            numbers: 0,
        }
    }

    fn talk(mut self, messages: &Receiver<Message>, results: &Receiver<check::Checked>) -> Ending {
        loop {
            self.queue.extend(messages.try_iter());
            if let Some(message) = self.queue.pop_front() {
                if let Some(ending) = self.take(message) {
                    return ending;
                }
                continue;
            }
            self.show_syntax();
            self.start_check();
            select! {
                recv(messages) -> message => match message {
                    Ok(message) => self.queue.push_back(message),
                    Err(_) => return Ending::Unasked,
                },
                recv(results) -> checked => if let Ok(checked) = checked {
                    self.busy = false;
                    self.checked(checked);
                },
            }
        }
    }

    fn take(&mut self, message: Message) -> Option<Ending> {
        match message {
            Message::Request(request) if request.method == "shutdown" => {
                self.shut_down = true;
                for waiting in std::mem::take(&mut self.parked) {
                    self.refuse(&waiting, ErrorCode::RequestCanceled, "the server shuts down");
                }
                self.send(Response::new_ok(request.id, Value::Null));
            }
            Message::Request(request) if self.shut_down => {
                self.refuse(&request, ErrorCode::InvalidRequest, "the server has been shut down");
            }
            Message::Request(request) if request.method == "initialize" => self.initialize(request),
            Message::Request(request) if self.client.is_none() => {
                self.refuse(&request, ErrorCode::ServerNotInitialized, "the first request is `initialize`");
            }
            Message::Request(request) => self.ask(request),
            Message::Notification(told) if told.method == "exit" => {
                return Some(if self.shut_down { Ending::Asked } else { Ending::Unasked });
            }
            Message::Notification(told) if self.client.is_some() && !self.shut_down => self.told(told),
            // What the editor answers to us is of no interest: we only tell it things.
            Message::Notification(_) | Message::Response(_) => {}
        }
        None
    }

    fn initialize(&mut self, request: Request) {
        if self.client.is_some() {
            return self.refuse(&request, ErrorCode::InvalidRequest, "`initialize` comes once");
        }
        self.pages = request.params.pointer("/initializationOptions/pages").and_then(Value::as_str).map(str::to_owned);
        // An editor that says something unheard of is served all the same, as one that can do nothing special.
        let said = serde_json::from_value::<InitializeParams>(request.params).map(|params| params.capabilities);
        let client = Client::of(&said.unwrap_or_default());
        self.client = Some(client);
        let result = InitializeResult {
            capabilities: capabilities::server(client),
            server_info: Some(ServerInfo {
                name: "dbgen".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        self.send(Response::new_ok(request.id, result));
    }

    /// Answers, or lets the question wait for the compiler.
    fn ask(&mut self, request: Request) {
        let Some(client) = self.client else { return };
        match answer::answer(self, client, &request) {
            answer::Answer::Ready(value) => self.send(Response::new_ok(request.id, value)),
            answer::Answer::Refused(code, why) => self.refuse(&request, code, &why),
            answer::Answer::Later => self.parked.push(request),
        }
    }

    fn told(&mut self, told: Notification) {
        let Notification { method, params } = told;
        match method.as_str() {
            "initialized" => self.watch(),
            "textDocument/didOpen" => {
                if let Some(DidOpenTextDocumentParams { text_document: it }) = read(params) {
                    self.workspace.open(&it.uri.0, Open { text: it.text, version: it.version }, self.host);
                }
            }
            "textDocument/didChange" => {
                if let Some(change) = read(params) {
                    self.change(change);
                }
            }
            "textDocument/didClose" => {
                if let Some(DidCloseTextDocumentParams { text_document: it }) = read(params) {
                    for address in self.workspace.close(&it.uri.0, self.host) {
                        self.publish(&address, &[]);
                    }
                    // The compiler does not come back to what nobody looks at.
                    self.ask_again();
                }
            }
            "textDocument/didSave" => {
                if let Some(DidSaveTextDocumentParams { text_document: it, .. }) = read(params) {
                    self.workspace.touch(&it.uri.0, self.host);
                }
            }
            "workspace/didChangeWatchedFiles" => self.workspace.touch_all(self.host),
            "$/cancelRequest" => self.cancel(&params),
            _ => {}
        }
    }

    fn change(&mut self, change: DidChangeTextDocumentParams) {
        let Some(client) = self.client else { return };
        let address = change.text_document.text_document_identifier.uri.0;
        let Some(open) = self.workspace.open.get_mut(&address) else { return };
        for part in change.content_changes {
            match part {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let text = Text::new(&open.text, client.unit);
                    let start = text.offset(part.range.start) as usize;
                    let end = (text.offset(part.range.end) as usize).max(start);
                    open.text.replace_range(start..end, &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => open.text = whole.text,
            }
        }
        open.version = change.text_document.version;
        self.workspace.touch(&address, self.host);
    }

    /// A question that nobody needs answered any more, if it has not been answered yet.
    fn cancel(&mut self, params: &Value) {
        let same = |request: &Request| json!(request.id) == params["id"];
        let mut found = Vec::new();
        self.parked.retain(|request| {
            let cancelled = same(request);
            if cancelled {
                found.push(request.clone());
            }
            !cancelled
        });
        self.queue.retain(|message| match message {
            Message::Request(request) if same(request) => {
                found.push(request.clone());
                false
            }
            _ => true,
        });
        for request in found {
            self.refuse(&request, ErrorCode::RequestCanceled, "cancelled");
        }
    }

    /// Asks the editor to say when a file changes that a spec may name.
    fn watch(&mut self) {
        if !self.client.is_some_and(|client| client.watches) {
            return;
        }
        self.numbers += 1;
        let globs = ["**/*.kdl", "**/*Dockerfile*", "**/deploy.lock"];
        let watchers: Vec<Value> = globs.iter().map(|glob| json!({ "globPattern": glob })).collect();
        let registration = json!({
            "id": "dbgen-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        let params = json!({ "registrations": [registration] });
        let request = Request { id: self.numbers.into(), method: "client/registerCapability".to_owned(), params };
        self.send(request);
    }

    /// Gives the compiler the next spec that has changed since it was compiled.
    fn start_check(&mut self) {
        if self.busy {
            return;
        }
        let stale = |spec: &super::workspace::Spec| spec.full.as_ref().is_none_or(|(of, _)| *of != spec.generation);
        let Some((main, spec)) = self.workspace.specs.iter_mut().find(|(_, spec)| stale(spec)) else { return };
        // What is known of a state that is gone is of no use to anybody.
        let (main, old) = (main.clone(), spec.full.take().map(|(_, analysis)| analysis));
        let texts = self.workspace.texts(&main);
        let Some(spec) = self.workspace.specs.get(&main) else { return };
        let (generation, folder, name) = (spec.generation, spec.folder.clone(), spec.main.clone());
        let job = Job { main, generation, folder, name, texts, old };
        self.busy = self.jobs.send(job).is_ok();
    }

    /// Shows what the compiler has found, and answers what has waited for it. What it has found in a text that has
    /// changed since is of no use.
    fn checked(&mut self, checked: check::Checked) {
        let check::Checked { main, generation, analysis } = checked;
        let Some(spec) = self.workspace.specs.get_mut(&main).filter(|spec| spec.generation == generation) else {
            return;
        };
        spec.full = Some((generation, *analysis));
        self.show(&main);
        self.ask_again();
    }

    /// Answers what has waited, as far as it can be answered by now.
    fn ask_again(&mut self) {
        let parked = std::mem::take(&mut self.parked);
        for request in parked {
            self.ask(request);
        }
    }

    /// Tells the editor something.
    pub fn send(&self, message: impl Into<Message>) {
        // It fails where the editor is gone, which the next look for a message tells.
        let _ = self.sender.send(message.into());
    }

    fn refuse(&self, request: &Request, code: ErrorCode, why: &str) {
        self.send(Response::new_err(request.id.clone(), code as i32, why.to_owned()));
    }

    /// The number that the editor has for a text.
    pub fn version(&self, address: &str) -> Option<i32> {
        self.workspace.open.get(address).map(|open| open.version)
    }

    /// Whether an address is one that can be shown: a file, or something that is open.
    pub fn is_known(&self, address: &str) -> bool {
        self.workspace.open.contains_key(address) || uri::path(address).is_some()
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}
