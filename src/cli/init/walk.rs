//! A bounded walk over a repository. No link is followed.

use std::fs;
use std::io;
use std::path::Path;

/// How deep it goes.
const DEEPEST: usize = 8;

/// How many entries it looks at.
const MOST: usize = 50_000;

/// Folders that hold what others have written, what was built, and what only shows how something is done.
const PASSED_OVER: &[&str] = &[
    "node_modules",
    "bower_components",
    "target",
    "vendor",
    "venv",
    "env",
    "__pycache__",
    "site-packages",
    "dist",
    "out",
    "coverage",
    "third_party",
    "testdata",
    "fixtures",
    "examples",
    "example",
    "samples",
];

/// What a walk has found.
pub struct Walk {
    /// The files: paths from the root, with `/`.
    pub files: Vec<String>,
    /// Whether there is more than was looked at.
    pub cut: bool,
}

/// Walks, nearest folders first, so that what is cut off is what lies deepest.
pub fn walk(root: &Path) -> io::Result<Walk> {
    let mut found = Walk { files: Vec::new(), cut: false };
    let (mut level, mut seen) = (vec![String::new()], 0);
    for depth in 0..=DEEPEST {
        let mut next = Vec::new();
        for folder in level {
            let entries = match fs::read_dir(root.join(&folder)) {
                Ok(entries) => entries,
                Err(problem) if folder.is_empty() => return Err(problem),
                Err(_) => continue,
            };
            for entry in entries {
                let Ok(entry) = entry else { continue };
                seen += 1;
                if seen > MOST {
                    found.cut = true;
                    found.files.sort();
                    return Ok(found);
                }
                // A name that is no text cannot be written into a spec.
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                if kind.is_file() {
                    found.files.push(path);
                } else if kind.is_dir()
                    && (name == ".github" || !name.starts_with('.'))
                    && !PASSED_OVER.contains(&name.as_str())
                {
                    next.push(path);
                }
            }
        }
        next.sort();
        found.cut |= depth == DEEPEST && !next.is_empty();
        level = next;
    }
    found.files.sort();
    Ok(found)
}
