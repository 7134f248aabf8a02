//! How places are counted, and which spec a file belongs to.
#![allow(clippy::unwrap_used)]

mod lsp_client;

use dbgen::lsp::Ending;
use lsp_client::{Client, Files, at};
use serde_json::{Value, json};

const MAIN: &str = "file:///home/ada/shop/deploy.kdl";
const PART: &str = "file:///home/ada/shop/services/web.kdl";

/// The service stands behind letters of one, two, three and four bytes.
const LETTERS: &str =
    "/* a\u{e9}\u{20ac}\u{1f600} */ service \"api\" { image \"nginx:1.29.3\"; }\nservice \"b\" like=\"api\"\n";

/// What stands before the name of the service, in bytes, units of UTF-16, and characters.
const BEFORE: [(&str, u32); 3] = [("utf-8", 26), ("utf-16", 21), ("utf-32", 20)];

#[test]
fn columns_are_counted_as_the_editor_has_it() {
    for (encoding, column) in BEFORE {
        let mut client = Client::silent(Files::default());
        let said = json!({ "capabilities": { "general": { "positionEncodings": [encoding] } } });
        let said = client.ask("initialize", said).unwrap();
        assert_eq!(said["capabilities"]["positionEncoding"], encoding);
        client.open(MAIN, LETTERS);
        // There and back.
        let found = client.ask("textDocument/definition", at(MAIN, 1, 19)).unwrap();
        assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": column }), "{encoding}: {found:#}");
        let names = client.ask("textDocument/documentHighlight", at(MAIN, 0, column)).unwrap();
        assert_eq!(names.as_array().unwrap().len(), 2, "{encoding}: {names:#}");
        // A change in the middle of the line, and what then stands there.
        client.change(MAIN, 2, Some([0, column, 0, column + 3]), "\u{1f600}x");
        let name = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": MAIN } })).unwrap();
        assert_eq!(name[0]["name"], "\u{1f600}x", "{encoding}: {name:#}");
        assert_eq!(client.vanish(), Ending::Unasked);
    }
}

#[test]
fn of_several_ways_to_count_the_cheapest_is_taken() {
    for (offered, taken) in [
        (json!(["utf-16", "utf-8", "utf-32"]), "utf-8"),
        (json!(["utf-32", "utf-16"]), "utf-16"),
        (json!(["utf-32"]), "utf-32"),
        (json!(["utf-7"]), "utf-16"),
        (json!([]), "utf-16"),
        (Value::Null, "utf-16"),
    ] {
        let mut client = Client::silent(Files::default());
        let said = json!({ "capabilities": { "general": { "positionEncodings": offered } } });
        let said = client.ask("initialize", said).unwrap();
        assert_eq!(said["capabilities"]["positionEncoding"], taken, "{offered}");
    }
}

/// A spec of two files on disk.
fn two_files() -> Files {
    let main = "project \"shop\"\ninclude \"services/*.kdl\"\nservice \"job\" like=\"web\"\n";
    let part = "service \"web\" {\n    image \"nginx:1.29.3\"\n}\n";
    Files(
        [("/home/ada/shop/deploy.kdl".into(), main.into()), ("/home/ada/shop/services/web.kdl".into(), part.into())]
            .into(),
    )
}

#[test]
fn names_lead_and_change_from_file_to_file() {
    let files = two_files();
    let part = files.0.values().nth(1).unwrap().clone();
    let mut client = Client::start(files, json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }));
    // Only the included file is open: the spec that it belongs to is found above it.
    client.open(PART, &part);
    let uses = json!({ "includeDeclaration": true });
    let mut params = at(PART, 0, 10);
    params["context"] = uses;
    let found = client.ask("textDocument/references", params).unwrap();
    let mut places: Vec<&str> = found.as_array().unwrap().iter().map(|it| it["uri"].as_str().unwrap()).collect();
    places.sort();
    assert_eq!(places, [MAIN, PART]);
    let mut params = at(PART, 0, 10);
    params["newName"] = json!("site");
    let renamed = client.ask("textDocument/rename", params).unwrap();
    let changes = renamed["documentChanges"].as_array().unwrap();
    let change = |uri: &str| changes.iter().find(|it| it["textDocument"]["uri"] == uri).unwrap();
    // What is open is changed in the state that it is in, what is not as it lies on disk.
    assert_eq!(change(PART)["textDocument"]["version"], 1);
    assert_eq!(change(MAIN)["textDocument"]["version"], Value::Null);
    assert_eq!(change(MAIN)["edits"][0]["newText"], "site", "{renamed:#}");
    let range = json!({ "start": { "line": 2, "character": 20 }, "end": { "line": 2, "character": 23 } });
    assert_eq!(change(MAIN)["edits"][0]["range"], range);
    assert_eq!(client.end(), Ending::Asked);
}

#[test]
fn specs_side_by_side_do_not_know_of_each_other() {
    let other = "file:///home/bob/store/deploy.kdl";
    let inner = "file:///home/ada/shop/tools/deploy.kdl";
    let mut client = Client::start(two_files(), json!({}));
    let text = "service \"web\" { image \"nginx:1.29.3\"; }\nservice \"x\" like=\"web\"\n";
    client.open(other, text);
    client.open(MAIN, "service \"web\" { imag \"nginx:1.29.3\"; }\n");
    // A spec below another one is its own.
    client.open(inner, "service \"x\" like=\"web\"\n");
    for uri in [other, MAIN, inner] {
        client.settle(uri);
    }
    let has = |client: &Client, uri: &str, code: &str| client.codes(uri).contains(&code.to_owned());
    assert!(has(&client, MAIN, "unknown-node") && !has(&client, other, "unknown-node"), "{:#?}", client.shown);
    assert!(has(&client, inner, "unknown-service") && !has(&client, other, "unknown-service"), "{:#?}", client.shown);
    let mut params = at(other, 0, 10);
    params["context"] = json!({ "includeDeclaration": true });
    let found = client.ask("textDocument/references", params).unwrap();
    assert!(found.as_array().unwrap().iter().all(|it| it["uri"] == other) && found.as_array().unwrap().len() == 2);
    let all = client.ask("workspace/symbol", json!({ "query": "web" })).unwrap();
    let mut uris: Vec<&str> =
        all.as_array().unwrap().iter().map(|it| it["location"]["uri"].as_str().unwrap()).collect();
    uris.sort();
    assert_eq!(uris, [MAIN, other]);
    // One is closed; the others stay as they were.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": MAIN } }));
    client.settle(other);
    assert_eq!(client.codes(MAIN), Vec::<String>::new());
    assert!(has(&client, inner, "unknown-service"));
    assert_eq!(client.end(), Ending::Asked);
}

#[test]
fn some_lines_are_laid_out_and_no_others() {
    let mut client = Client::start(Files::default(), json!({}));
    let text = "service   \"a\"  {\nport  1\n}\nservice   \"b\"  {\nport  2\n}\n";
    client.open(MAIN, text);
    let params = json!({
        "textDocument": { "uri": MAIN },
        "range": { "start": { "line": 4, "character": 0 }, "end": { "line": 4, "character": 3 } },
        "options": { "tabSize": 4, "insertSpaces": true },
    });
    let edits = client.ask("textDocument/rangeFormatting", params.clone()).unwrap();
    let edits = edits.as_array().unwrap();
    // The end of the line before belongs to what is laid out.
    assert!(edits.iter().any(|edit| edit["newText"].as_str().unwrap().contains("service \"b\" {\n    port 2")));
    assert!(edits.iter().all(|edit| edit["range"]["start"]["line"].as_u64().unwrap() >= 2), "{edits:#?}");
    // What cannot be read is left as it is, and saving goes on.
    client.change(MAIN, 2, None, "service \"a");
    assert_eq!(client.ask("textDocument/rangeFormatting", params), Ok(Value::Null));
    assert_eq!(client.end(), Ending::Asked);
}

#[test]
fn questions_and_changes_in_any_order_are_answered_of_the_text_as_it_stood() {
    let mut client = Client::start(Files::default(), json!({}));
    let document = json!({ "textDocument": { "uri": MAIN } });
    // A question about a file that is not open yet, one that has to wait, a change, and the question once more.
    let early = client.send("textDocument/documentSymbol", document.clone());
    client.open(MAIN, "service \"a\" { image \"nginx:1.29.3\"; }\n");
    let slow = client.send("textDocument/hover", at(MAIN, 0, 14));
    let before = client.send("textDocument/documentSymbol", document.clone());
    client.change(MAIN, 2, Some([0, 9, 0, 10]), "b");
    let after = client.send("textDocument/documentSymbol", document);
    // They are fetched in another order, too.
    assert_eq!(client.wait(after).unwrap()[0]["name"], "b");
    assert_eq!(client.wait(before).unwrap()[0]["name"], "a");
    assert_eq!(client.wait(early), Ok(Value::Null));
    assert!(client.wait(slow).unwrap()["contents"]["value"].as_str().unwrap().starts_with("**image**"));
    // An older number for a newer text is the editor's affair: the text counts.
    client.change(MAIN, 1, None, "service \"c\" { image \"nginx:1.29.3\"; }\n");
    let names = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": MAIN } })).unwrap();
    assert_eq!(names[0]["name"], "c");
    // Gone without a word.
    assert_eq!(client.vanish(), Ending::Unasked);
}
