//! The parser against written-down cases: `input/NAME.kdl` reads to the same document as `expected/NAME.kdl`;
//! a name that ends in `_fail` must be refused.
//!
//! With `KDL_SUITE` set the folder that it names is read: the official cases of the KDL project, which this
//! repository does not contain. Otherwise the cases of our own in `tests/kdl`.

mod kdl_common;

use kdl_common::{cases, expected, ours};

#[test]
fn every_case_reads_as_it_should() {
    let mut wrong = Vec::new();
    for (name, text) in cases() {
        let read_input = ours(&text);
        if name.ends_with("_fail") {
            if let Ok(meaning) = read_input {
                wrong.push(format!("{name}: accepted as\n{meaning}"));
            }
            continue;
        }
        let expected = ours(&expected(&name));
        match (read_input, expected) {
            (Ok(input), Ok(expected)) if input == expected => {}
            (input, expected) => wrong.push(format!("{name}: {input:#?}\nexpected: {expected:#?}")),
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}
