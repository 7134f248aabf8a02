//! Deal Brain's spec is typed letter by letter, and edited at every place of it: completion must never fail, and must
//! offer what was in fact written.
#![allow(clippy::unwrap_used)]

use dbgen::ide::complete::Item;
use dbgen::ide::tokens::TokenKind;
use dbgen::ide::{Analysis, complete, tokens};
use dbgen::source::FileId;
use dbgen::world::MemoryWorld;

/// So many lines of a list are in sight.
const IN_SIGHT: usize = 10;

/// What somebody has written and might have chosen from a list.
struct Written {
    kind: TokenKind,
    start: usize,
    text: String,
}

fn spec() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deal-brain/deploy.kdl");
    std::fs::read_to_string(path).unwrap()
}

fn analyse(text: &str) -> Analysis {
    Analysis::syntax(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}

/// The names and enumerated values of the text: not the names that are made up where they stand.
fn written(text: &str) -> Vec<Written> {
    let tokens = tokens(&analyse(text), FileId(0)).into_iter();
    let chosen = tokens.filter(|t| {
        matches!(t.kind, TokenKind::Node | TokenKind::Property | TokenKind::Choice | TokenKind::Keyword)
            || t.kind == TokenKind::Name && !t.declares
    });
    chosen
        .map(|t| {
            let (start, end) = (t.span.start as usize, t.span.end as usize);
            let whole = &text[start..end];
            let inner = whole.trim_matches('"');
            Written { kind: t.kind, start: start + (whole.len() - inner.len()) / 2, text: inner.to_owned() }
        })
        .collect()
}

/// What holds of every answer, whatever stands around the place.
fn check(text: &str, at: usize, items: &[Item]) {
    for item in items {
        let (replace, insert) = (item.replace, item.insert);
        let inside = replace.start as usize <= at && at <= replace.end as usize && replace.end as usize <= text.len();
        assert!(inside && insert.start == replace.start && insert.end <= replace.end, "{at}: {item:?}");
        assert!(text.is_char_boundary(replace.start as usize) && text.is_char_boundary(replace.end as usize), "{at}");
        assert!(!item.label.is_empty() && !item.text.is_empty(), "{at}: {item:?}");
    }
}

fn labels(items: &[Item]) -> Vec<&str> {
    items.iter().take(IN_SIGHT).map(|item| item.label.as_str()).collect()
}

/// For each word, and each number of its letters that were typed, whether it was in sight.
type Seen = Vec<(usize, usize, bool)>;

/// The whole file is there, and the place moves through it.
fn in_place(text: &str, words: &[Written]) -> Seen {
    let analysis = analyse(text);
    let mut seen = Vec::new();
    for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
        let items = complete(&analysis, &MemoryWorld::default(), FileId(0), at as u32);
        check(text, at, &items);
        see(words, at, &items, &mut seen);
    }
    seen
}

/// Nothing is there but what was typed before the place.
fn typed(text: &str, words: &[Written]) -> Seen {
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    let places: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let some = |core: usize| {
        let mut seen = Vec::new();
        for at in places.iter().copied().skip(core).step_by(cores) {
            let items = complete(&analyse(&text[..at]), &MemoryWorld::default(), FileId(0), at as u32);
            check(&text[..at], at, &items);
            see(words, at, &items, &mut seen);
        }
        seen
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..cores).map(|core| scope.spawn(move || some(core))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn see(words: &[Written], at: usize, items: &[Item], seen: &mut Seen) {
    let index = words.partition_point(|word| word.start <= at);
    let Some(index) = index.checked_sub(1) else { return };
    let word = &words[index];
    if at <= word.start + word.text.len() {
        seen.push((index, at - word.start, labels(items).contains(&word.text.as_str())));
    }
}

/// The figures of one way of typing, and the share of all places.
fn figures(title: &str, words: &[Written], seen: &Seen) -> (String, f64) {
    let share = |keep: &dyn Fn(&(usize, usize, bool)) -> bool| {
        let kept: Vec<bool> = seen.iter().filter(|s| keep(s)).map(|s| s.2).collect();
        let offered = kept.iter().filter(|offered| **offered).count();
        (offered, kept.len(), 100.0 * offered as f64 / kept.len().max(1) as f64)
    };
    let line = |what: &str, (offered, asked, percent): (usize, usize, f64)| {
        println!("{title}, {what}: {offered} of {asked}");
        // Whole percents: a line more in the example must not change the page.
        format!("{what:26} {:3} %\n", percent.floor())
    };
    let mut out = format!("{title}\n");
    out += &line("at every letter", share(&|_| true));
    for letters in 0..3 {
        out += &line(&format!("with {letters} letters typed"), share(&|s| s.1 == letters));
    }
    let mut kinds: Vec<TokenKind> = words.iter().map(|word| word.kind).collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        out += &line(&format!("  0 letters, {kind:?}"), share(&|s| s.1 == 0 && words[s.0].kind == kind));
    }
    (out, share(&|_| true).2)
}

#[test]
fn what_was_written_is_among_the_first_ten() {
    let text = spec();
    let words = written(&text);
    assert!(words.len() > 400, "only {} names and values were found", words.len());
    let (place, whole) = figures("The rest of the file is in place", &words, &in_place(&text, &words));
    let (prefix, begun) = figures("The file ends at the place", &words, &typed(&text, &words));
    let page = format!("{place}\n{prefix}");
    println!("{page}");
    assert!(whole >= 95.0 && begun >= 95.0, "too little was offered:\n{page}");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("ide-typing", page);
    });
}
