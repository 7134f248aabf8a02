//! Actions of the marketplace: which commit, which inputs. The facts stand in `actions.tsv`.

use std::sync::OnceLock;

static TABLE: &str = include_str!("actions.tsv");

/// An action that dbgen knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// `owner/name`, with a folder behind it where it stands in one.
    pub name: &'static str,
    /// Its version, for people.
    pub version: &'static str,
    /// The commit of that version.
    pub commit: &'static str,
    /// Its cells of the table, which few ask for: read when somebody does.
    inputs: &'static str,
    outputs: &'static str,
}

impl Action {
    /// Its inputs.
    pub fn inputs(&self) -> impl Iterator<Item = Input> + Clone + use<> {
        words(self.inputs).map(|word| {
            let name = word.trim_end_matches(['!', '~']);
            let marks = &word[name.len()..];
            Input { name, required: marks.contains('!'), deprecated: marks.contains('~') }
        })
    }

    /// Its outputs.
    pub fn outputs(&self) -> impl Iterator<Item = &'static str> + use<> {
        words(self.outputs)
    }
}

fn words(cell: &'static str) -> impl Iterator<Item = &'static str> + Clone {
    cell.split(' ').filter(|word| *word != "-")
}

/// An input of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// The name.
    pub name: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it will go away.
    pub deprecated: bool,
}

/// Every known action, by name.
pub fn all() -> &'static [Action] {
    static ALL: OnceLock<Vec<Action>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect())
}

/// The action of a name. GitHub takes names in any case.
pub fn find(name: &str) -> Option<&'static Action> {
    all().iter().find(|action| action.name.eq_ignore_ascii_case(name))
}

fn row(line: &'static str) -> Option<Action> {
    let mut cells = line.split('\t');
    let (name, version, commit) = (cells.next()?, cells.next()?, cells.next()?);
    let (inputs, outputs) = (cells.next()?, cells.next()?);
    Some(Action { name, version, commit, inputs, outputs })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_row_is_whole_and_pinned() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert!(rows > 50 && all().len() == rows);
        for action in all() {
            assert!(action.commit.len() == 40 && action.commit.bytes().all(|b| b.is_ascii_hexdigit()), "{action:?}");
            assert!(action.name.contains('/') && !action.version.is_empty());
        }
    }

    #[test]
    fn inputs_carry_their_marks() {
        let cache = find("Actions/Cache").unwrap();
        assert!(cache.inputs().any(|i| i.name == "key" && i.required));
        assert!(cache.inputs().any(|i| i.name == "save-always" && i.deprecated));
        assert_eq!(cache.outputs().collect::<Vec<_>>(), ["cache-hit"]);
    }
}
