//! A bounded text diff of one file, for people.

use similar::{ChangeTag, TextDiff};

/// How much of one file is shown.
const MOST_LINES: usize = 40;

/// What changes from `old` to `new`: the numbers of added and removed lines, and the first lines of a unified diff.
pub struct Changes {
    /// Lines that are new.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
    /// The diff, bounded, indented for a list.
    pub text: String,
}

/// Compares two texts line by line.
pub fn compare(old: &str, new: &str) -> Changes {
    let diff = TextDiff::from_lines(old, new);
    let (mut added, mut removed) = (0, 0);
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => added += 1,
            ChangeTag::Delete => removed += 1,
            ChangeTag::Equal => {}
        }
    }
    let unified = diff.unified_diff().context_radius(2).to_string();
    let mut text = String::new();
    let total = unified.lines().count();
    for line in unified.lines().take(MOST_LINES) {
        text.push_str("      ");
        text.push_str(line);
        text.push('\n');
    }
    if total > MOST_LINES {
        text.push_str(&format!("      ... and {} lines more\n", total - MOST_LINES));
    }
    Changes { added, removed, text }
}
