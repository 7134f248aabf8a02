//! Which commit a revision means, and what to do where it means none.

use super::objects::{Object, Objects};
use super::{Refusal, Repository, RevisionWorld, text};
use crate::diag::did_you_mean;
use std::cell::RefCell;

/// A commit to compare with.
#[derive(Debug)]
pub struct Revision {
    /// The commit in hexadecimal digits.
    pub commit: String,
    /// Whether it is not what was named, but where the history of what was named and that of HEAD part.
    pub parted: bool,
    tree: String,
    head: Option<String>,
    objects: RefCell<Objects>,
}

/// So many references are looked at for one that may be meant.
const MOST_REFERENCES: usize = 10_000;

impl Revision {
    /// Finds the commit of `name`: itself where `exact`, else the last one that it has in common with HEAD, since what
    /// others have done there in the meantime is no change of this branch's.
    pub fn find(repository: &Repository, name: &str, exact: bool) -> Result<Self, Refusal> {
        let mut objects = Objects::open(repository)?;
        let named = commit(&mut objects, name)?.ok_or_else(|| unknown(repository, name))?;
        let mut found = named.clone();
        let head = commit(&mut objects, "HEAD")?;
        if !exact && let Some(head) = &head {
            let parting = parting(repository, name, &named.0, &head.0)?;
            found = commit(&mut objects, &parting)?.unwrap_or(found);
        }
        Ok(Self {
            parted: found.0 != named.0,
            commit: found.0,
            tree: found.1,
            head: head.map(|(_, tree)| tree),
            objects: RefCell::new(objects),
        })
    }

    /// What it is in words, where it was asked for as `name`.
    pub fn shown(&self, name: &str) -> String {
        let short = |hash: &str| hash.get(..7).unwrap_or(hash).to_owned();
        // A whole hash says no more to people than its start.
        let is_hash = name.len() >= 40 && name.chars().all(|c| c.is_ascii_hexdigit());
        match (self.parted, is_hash) {
            (true, true) => format!("{} (where this branch left {})", short(&self.commit), short(name)),
            (true, false) => format!("{} (where this branch left {name})", short(&self.commit)),
            (false, true) => short(&self.commit),
            (false, false) => format!("{name} ({})", short(&self.commit)),
        }
    }

    /// The files below the folder of the spec, as they were.
    pub fn world(&self, repository: &Repository) -> RevisionWorld<'_> {
        RevisionWorld::new(&self.objects, &self.tree, &repository.prefix)
    }

    /// The same files as HEAD has them.
    pub fn head(&self, repository: &Repository) -> RevisionWorld<'_> {
        RevisionWorld::new(&self.objects, self.head.as_deref().unwrap_or_default(), &repository.prefix)
    }
}

/// The names of a commit and of its tree.
fn commit(objects: &mut Objects, name: &str) -> Result<Option<(String, String)>, Refusal> {
    let mut found = objects.get(name)?;
    // Not `NAME^{commit}` at once: behind `:/words of a message`, that would be more words.
    if let Object::Found { id, kind, .. } = &found
        && kind == "tag"
    {
        found = objects.get(&format!("{id}^{{commit}}"))?;
    }
    match found {
        Object::Found { kind, .. } if kind != "commit" => Ok(None),
        Object::Found { id, bytes, .. } => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
            let tree = head.lines().next().and_then(|line| line.strip_prefix("tree "));
            let tree = tree.ok_or_else(|| Refusal::new(format!("`{name}` is no commit that can be read"), ""))?;
            Ok(Some((id, tree.to_owned())))
        }
        Object::Ambiguous => Err(Refusal::new(
            format!("`{name}` is the start of the names of several commits"),
            "give more of its digits",
        )),
        Object::Missing | Object::TooLarge => Ok(None),
    }
}

/// The last commit that two have in common.
fn parting(repository: &Repository, name: &str, base: &str, head: &str) -> Result<String, Refusal> {
    let output = repository.run(&["merge-base", base, head])?;
    let found = text(&output.stdout);
    if output.status.success() && !found.is_empty() {
        return Ok(found);
    }
    let words = format!("`{name}` and HEAD have no commit in common here");
    if repository.shallow {
        return Err(Refusal::new(
            format!("{words}: this is a shallow checkout, and its history ends before they meet"),
            format!(
                "fetch the rest: `git fetch --unshallow {}` (with actions/checkout: `fetch-depth: 0`); or compare with \
                 `{name}` itself: --no-merge-base",
                remote(repository)
            ),
        ));
    }
    Err(Refusal::new(words, format!("to compare with `{name}` itself: --no-merge-base")))
}

/// Why a revision is not known, with what may have been meant, or what to fetch.
fn unknown(repository: &Repository, name: &str) -> Refusal {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let words = format!("there is no revision `{shown}` here");
    let references = repository
        .run(&["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"])
        .map(|output| text(&output.stdout))
        .unwrap_or_default();
    let references: Vec<&str> = references.lines().take(MOST_REFERENCES).collect();
    if let Some(remote) = references.iter().find(|own| own.split_once('/').is_some_and(|(_, branch)| branch == name)) {
        return Refusal::new(words, format!("did you mean `{remote}`?"));
    }
    if let Some(better) = did_you_mean(name, references.iter().copied()) {
        return Refusal::new(words, format!("did you mean `{better}`?"));
    }
    if is_relative(name) && repository.shallow {
        let remote = remote(repository);
        return Refusal::new(
            format!("{words}: this is a shallow checkout, and its history ends before it"),
            format!("fetch the rest: `git fetch --unshallow {remote}` (with actions/checkout: `fetch-depth: 0`)"),
        );
    }
    let remotes = repository.run(&["remote"]).map(|output| text(&output.stdout)).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if remotes.is_empty() || name.starts_with(['-', '/', '.']) || !name.chars().all(plain) || name.contains("..") {
        return Refusal::new(words, "`git branch --all` and `git tag` list what there is");
    }
    let remote = remote(repository);
    let depth = if repository.shallow { " --unshallow" } else { "" };
    let hash = name.len() >= 40 && name.chars().all(|c| c.is_ascii_hexdigit());
    let branch = name.strip_prefix(&format!("{remote}/")).unwrap_or(name);
    Refusal::new(
        words,
        match hash {
            true => format!("fetch it: `git fetch{depth} {remote} {name}`"),
            false => format!(
                "if it is a branch at {remote}: `git fetch{depth} {remote} +{branch}:refs/remotes/{remote}/{branch}`, \
                 then --base {remote}/{branch}"
            ),
        },
    )
}

/// Whether a revision is counted from another one: `HEAD~3`, `v1^`.
fn is_relative(name: &str) -> bool {
    name.contains(['~', '^', '@'])
}

/// The remote to fetch from.
fn remote(repository: &Repository) -> String {
    let all = repository.run(&["remote"]).map(|output| text(&output.stdout)).unwrap_or_default();
    let first = all.lines().find(|name| *name == "origin").or(all.lines().next());
    first.unwrap_or("origin").chars().filter(|c| !c.is_control()).collect()
}
